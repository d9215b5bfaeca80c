import { createHmac, randomInt } from "node:crypto";
import { availableParallelism } from "node:os";
import { type Course, courseVersion } from "../edition/course";
import { withoutTeacherParts } from "../exercises/loader";
import type { Exercise, LessonExercises } from "../exercises/types";
import { checkTypes, prepareTypeChecker, type TypeChecker } from "./checkTypes";
import type { Tier } from "./isolation";
import type { LearnerFile, Sandbox } from "./learnerSession";
import type { Limits } from "./limits";
import { oneLine } from "./oneLine";
import { prepareFile } from "./prepareFile";
import { prepareSandbox } from "./sandbox";
import { Slots } from "./slots";
import { submissionNames } from "./submissions/names";
import { openSubmission } from "./submissions/open";
import { SubmissionError } from "./submissions/problems";
import {
  lessonVerdict, type LessonVerdict, lostLesson, placed, type SubmissionVerdict, totals,
} from "./submissionVerdict";
import { SourceVetting } from "./vetSources";
import { type ExerciseVerdict, judgeExercise, lostExercise, type Reason } from "./verdict";

export interface GradeOptions {
  /** What to grade; its name and version stand in each result. */
  course: Pick<Course, "title" | "version" | "lessons">;
  /** Version of the library, for the record. */
  byhand: string;
  /** Where the program of the learner's process is kept between runs. */
  cache: string;
  /** The strictest that works here, where it is not given. */
  tier?: Tier;
  /** Or the strictest that works, but no weaker than this. */
  atLeast?: Tier;
  limits?: Limits;
  /** Of all submissions; without it each has its own, from the secret. */
  seed?: number;
  /** The same secret gives the same submission the same seed; without one it is drawn anew. */
  secret?: Uint8Array;
  /** Whether types are checked as well, in a process more for each submission. */
  types?: boolean;
  /** Of the process that checks types, where they are not those of checkTypes.ts. */
  typeLimits?: Partial<Limits>;
  /** How many processes for learner's code run at a time. */
  parallel?: number;
  /** Called with each verdict as soon as it is there; an error ends the run. */
  onVerdict?: (verdict: SubmissionVerdict) => Promise<void>;
}

/** Grades one submission; see gradeSubmissions. */
export async function gradeSubmission(path: string, options: GradeOptions): Promise<SubmissionVerdict> {
  return (await gradeSubmissions([path], options))[0];
}

/**
 * Grades folders, archives and files of submitted work, each exercise in a process of its own. What is wrong with one
 * submission stands in its verdict and does not concern the others.
 * @returns Verdicts in the order of the paths.
 * @throws SandboxError where no process for a learner's code can be started.
 */
export async function gradeSubmissions(paths: string[], options: GradeOptions): Promise<SubmissionVerdict[]> {
  const { cache, tier, atLeast, limits, parallel = availableParallelism() } = options;
  const sandbox = await prepareSandbox(cache, { tier, atLeast, limits });
  const compiler = await prepareTypeChecker(cache, sandbox.isolation, options.typeLimits);
  const names = submissionNames(paths);
  const processes = new Slots(parallel);
  const submissions = new Slots(parallel); // opened at a time: the others are not in memory yet
  const vetting = new SourceVetting(compiler);
  try {
    return await Promise.all(paths.map((path, i) => submissions.run(async () => {
      const verdict = await gradeOne(path, names[i], { ...options, sandbox, compiler, vetting, processes });
      await options.onVerdict?.(verdict);
      return verdict;
    })));
  } finally {
    await vetting.stop();
  }
}

interface Settings extends GradeOptions {
  sandbox: Sandbox;
  compiler: TypeChecker;
  vetting: SourceVetting;
  processes: Slots;
}

async function gradeOne(path: string, name: string, settings: Settings): Promise<SubmissionVerdict> {
  const started = performance.now();
  const { sandbox: { isolation, unavailable }, byhand, course } = settings;
  const { seed, problem, notes, types, lessons } = await gradeLessons(path, settings).catch((error: Error) => {
    const known = error instanceof SubmissionError;
    const problem = oneLine(known ? error.message : `the grader failed on it: ${error.message}`);
    const reason: Reason = { kind: known ? "refused" : "check", message: `the submission was not graded: ${problem}` };
    const lost = course.lessons.map((each) => lostLesson(each, reason));
    return { seed: settings.seed ?? 0, problem, notes: [], types: null, lessons: lost };
  });
  return {
    version: 1,
    submission: name,
    ...totals(lessons),
    problem,
    notes,
    types,
    lessons,
    tier: isolation.tier,
    systemLimits: isolation.systemLimits,
    user: isolation.user,
    ...(isolation.container && { container: isolation.container }),
    unavailable,
    seed,
    node: process.version,
    byhand,
    course: courseVersion(course),
    duration: Math.round(performance.now() - started) / 1000,
  };
}

/** The most remarks on one submission: a notebook may have thousands of strange cells. */
const mostNotes = 20;

type Graded = Pick<SubmissionVerdict, "seed" | "problem" | "notes" | "types" | "lessons">;

async function gradeLessons(path: string, settings: Settings): Promise<Graded> {
  const { secret, sandbox, compiler, vetting, processes } = settings;
  const submission = await openSubmission(path, settings.course.lessons);
  const readFile = (file: string): string => submission.read(file);
  const vetted = await processes.run(() => vetting.vet(submission));
  const files = [...vetted].map(([lesson, readings]) =>
    [lesson, prepareFile(`${lesson.lesson}.ts`, lesson.policy, { readFile, readings })] as const);
  const seed = settings.seed ?? (secret ? seedFrom(secret, submission.digest()) : randomInt(2 ** 32));
  const texts = new Map([...submission.texts].map(([file, text]) => [file, withoutTeacherParts(text)]));
  const place = (message: string): string => submission.place(message);
  const [errors, verdicts] = await Promise.all([
    settings.types ? processes.run(() => checkTypes(texts, compiler)) : null,
    Promise.all(files.map(([lesson, file]) => gradeLesson(lesson, file, { sandbox, processes, seed }))),
  ]);
  return {
    seed,
    problem: null,
    notes: submission.notes.slice(0, mostNotes).map(oneLine),
    types: errors?.map(place) ?? null,
    lessons: verdicts.map((verdict) => placed(verdict, place)),
  };
}

/** Nobody who does not know the secret can tell the seed of a submission, nor choose work to get a certain one. */
function seedFrom(secret: Uint8Array, work: Uint8Array): number {
  return createHmac("sha256", secret).update(work).digest().readUInt32LE();
}

async function gradeLesson(
  { lesson, exercises }: LessonExercises, file: LearnerFile | Reason,
  { sandbox, processes, seed }: { sandbox: Sandbox; processes: Slots; seed: number },
): Promise<LessonVerdict> {
  const judge = async (exercise: Exercise): Promise<ExerciseVerdict> => "kind" in file
    ? lostExercise(exercise, file)
    : processes.run(() => judgeExercise(exercise, file, { sandbox, seed }));
  // A file that does not load says so in its first exercise, and costs the others no time.
  const first = await Promise.all(exercises.slice(0, 1).map(judge));
  const others = await Promise.all(exercises.slice(1).map(judge));
  return lessonVerdict(lesson, [...first, ...others]);
}
