import type {
  analogy, BertParts, beamStep, bestSpan, cosineSimilarity, countPairs, maskTokens, meanPooling, mergeByRank, mergePair,
  nearestNeighbours, Neighbours, nextSentencePairs, Parts, Random, rankBeams, samplingStep, segmentTypes, skipGramLoss, softmax,
  unknownShare, viterbi,
} from "byhand";

/** What a learner's function can replace: the parts of a GPT and of a BERT, and functions that the lessons use by themselves. */
export interface LearnerParts extends Parts, Pick<BertParts, "encoderMask" | "maskedTokenLoss"> {
  analogy: (...asked: Parameters<typeof analogy>) => Pick<Neighbours, "ids">;
  beamStep: typeof beamStep;
  bestSpan: typeof bestSpan;
  bitsPerByte: (totalNats: number, text: string) => number;
  cosineSimilarity: typeof cosineSimilarity;
  countPairs: typeof countPairs;
  longestMatchFirst: (word: string, vocabulary: readonly string[]) => string[];
  maskTokens: typeof maskTokens;
  meanPooling: typeof meanPooling;
  mergeByRank: typeof mergeByRank;
  mergePair: typeof mergePair;
  nearestNeighbours: (...asked: Parameters<typeof nearestNeighbours>) => Pick<Neighbours, "ids">;
  nextSentencePairs: typeof nextSentencePairs<string>;
  rankBeams: typeof rankBeams;
  repetitionPenalty: (logits: ArrayLike<number>, ids: readonly number[], penalty: number) => ArrayLike<number>;
  samplingStep: typeof samplingStep;
  segmentTypes: typeof segmentTypes;
  skipGramLoss: typeof skipGramLoss;
  softmax: typeof softmax;
  topP: (logits: ArrayLike<number>, p: number) => ArrayLike<number>;
  unknownShare: typeof unknownShare;
  viterbi: typeof viterbi;
}

/** A tensor as plain data: row-major `values`, bool as 0 and 1. It crosses process borders; a tf tensor does not. */
export type PlainTensor = { dtype: "float32" | "int32" | "bool"; shape: number[]; values: number[] };

/**
 * What goes into a learner's function and what may come out of it. Going in, `{ function: …, weight: … }` stands for a
 * function: see plainFunction.ts. Coming out, it is data like any other.
 */
export type PlainValue =
  | number
  | string
  | boolean
  | null
  | PlainTensor
  | PlainValue[]
  | { [key: string]: PlainValue };

/** Why a call of the learner's function brought no answer. */
export type LearnerErrorKind = "threw" | "timeout" | "crashed" | "protocol" | "notWritten";

/** A failure of the learner's code; `message` is written for the learner, `where` is `file:line` when it is known. */
export class LearnerError extends Error {
  readonly kind: LearnerErrorKind;
  readonly where: string | null;

  constructor(kind: LearnerErrorKind, message: string, where: string | null = null) {
    super(message);
    this.name = "LearnerError";
    this.kind = kind;
    this.where = where;
  }
}

/** One learner's function, wherever it runs: in this process, or in a child process of the grader. */
export interface Handle {
  /** Calls the function; throws LearnerError. */
  call(...args: PlainValue[]): Promise<PlainValue>;
  /**
   * Gradients of `sum(output · w)` for each float32 tensor in `args`, in the order in which they appear. `w` are the
   * fixed weights of gradientWeights.ts: with equal weights every softmax would have the gradient zero.
   */
  gradient(...args: PlainValue[]): Promise<PlainTensor[]>;
}

/** One named, scored assertion about an exercise. */
export interface Check {
  name: string;
  points: number;
  /** Learners see nothing of it but its points, neither its name nor its message nor its inputs; only a grader runs it. */
  hidden?: boolean;
  /** Null when passed, else what is wrong, in the learner's terms. Throws only what the handle throws. */
  run(handle: Handle, tools: { random: Random }): Promise<string | null>;
}

/** A faulty solution of the right shape and dtype, and the text that the failing check must show for it. */
export interface WrongAnswer {
  because: string;
  message: string;
  answer: (...args: never[]) => unknown;
}

/** One function that a learner writes. `part` names the library part that it can replace. */
export interface Exercise {
  name: string;
  lesson: string;
  part?: keyof LearnerParts;
  hints: [string, string, string];
  checks: Check[];
  /** Of the hidden checks, whether or not they are among `checks`. */
  hiddenPoints: number;
  wrong: Record<string, WrongAnswer>;
}

/** What a solution file says to teachers about each exercise: all of it but the checks. */
export type TeacherNotes =
  Record<string, Omit<Exercise, "name" | "lesson" | "checks" | "hiddenPoints"> & { hiddenPoints?: number }>;

/** What a lesson's code may use. `forbidden` maps a tf function to what to use in its place. */
export interface Policy {
  imports: string[];
  forbidden: Record<string, string>;
}

/** All exercises of one file: `lesson` is its name without the ending, for example "05-attention". */
export interface LessonExercises {
  lesson: string;
  /** The folder that it was read from, laid out like the course. */
  home: string;
  policy: Policy;
  /** The lessons that this one builds on. */
  needs: string[];
  /** A digest of all that its verdicts depend on. */
  version: string;
  exercises: Exercise[];
}

/** The outcome of one check. */
export interface CheckResult {
  name: string;
  points: number;
  passed: boolean;
  message: string | null;
}

/** The scored result of one exercise. `refused` means that the code breaks the lesson's policy and was not run. */
export interface Verdict {
  exercise: string;
  lesson: string;
  status: "passed" | "failed" | "notWritten" | "refused";
  points: number;
  earned: number;
  checks: CheckResult[];
}
