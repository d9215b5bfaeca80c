import type { LessonVerdict, SubmissionVerdict } from "./submissionVerdict";
import type { CheckVerdict, ExerciseVerdict, ReasonKind } from "./verdict";

/** One check as a learner may see it. */
export interface LearnersCheck {
  name: string;
  hidden: boolean;
  points: number;
  earned: number;
  kind: ReasonKind | null;
  message: string | null;
}

export interface LearnersExercise extends Pick<ExerciseVerdict, "name" | "points" | "earned" | "seconds"> {
  checks: LearnersCheck[];
}

export interface LearnersLesson extends Pick<LessonVerdict, "lesson" | "file" | "points" | "earned"> {
  exercises: LearnersExercise[];
}

type Shown = "submission" | "points" | "earned" | "problem" | "notes" | "types" | "tier" | "byhand" | "course";

/** What a learner may see of a verdict; all formats that learners read are made from this. */
export interface LearnersVerdict extends Pick<SubmissionVerdict, Shown> {
  lessons: LearnersLesson[];
}

const notShown = "this check is not shown";

/** The file was not run: the same for all checks of an exercise, whatever their inputs. */
const notRun: ReadonlySet<ReasonKind> = new Set(["missing", "refused", "syntax", "policy"]);

/**
 * The verdict without the seed and without all that a hidden check could tell: name, message and kind of failure, to
 * which the learner's code may have carried its inputs. Fields are taken one by one, so that no new one slips in.
 */
export function learnersView(verdict: SubmissionVerdict): LearnersVerdict {
  const { submission, points, earned, problem, notes, types, tier, byhand, course, lessons } = verdict;
  return {
    submission, points, earned, problem, notes, types, tier, byhand, course, lessons: lessons.map(lessonView),
  };
}

function lessonView({ lesson, file, points, earned, exercises }: LessonVerdict): LearnersLesson {
  return { lesson, file, points, earned, exercises: exercises.map(exerciseView) };
}

function exerciseView({ name, points, earned, seconds, checks }: ExerciseVerdict): LearnersExercise {
  let hidden = 0;
  return {
    name, points, earned, seconds,
    checks: checks.map((check) => checkView(check, () => `hidden check ${++hidden}`)),
  };
}

function checkView({ name, hidden, points, earned, reason }: CheckVerdict, hiddenName: () => string): LearnersCheck {
  const kind = reason?.kind ?? null;
  const message = reason?.message ?? null;
  if (!hidden) return { name, hidden, points, earned, kind, message };
  const plain = { name: hiddenName(), hidden, points, earned };
  if (kind === null || notRun.has(kind)) return { ...plain, kind, message };
  return { ...plain, kind: "wrong", message: notShown };
}
