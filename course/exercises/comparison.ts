import * as byhand from "byhand";
import { randomInt } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { exercisesFolder } from "./folder";
import { judgeFile } from "./judge";
import { loadSubmission, readSubmission } from "./loader";
import { originalStub } from "./originalStub";
import { outputDifference } from "./outputDifference";
import { type Code, librarysCode, ownCode } from "./ownCode";
import { fromTop } from "./places";
import type { Exercise, LessonExercises, Verdict } from "./types";

/** A learner's function beside the reference. */
export interface Comparison {
  mine: Code;
  theirs: Code;
  /** What was measured, a sentence each. */
  facts: string[];
}

type Answer = (...args: never[]) => unknown;

/** What came of asking for a comparison: it, or what it waits for, or that there is nothing to compare with. */
export type Compared = Comparison | { waits: Verdict } | { noReference: true };

/**
 * Compares the function in the learner's file with the reference, once it passes all its checks.
 *
 * The reference is that of solutions/, or in an edition without them the library's own part, where the exercise has one.
 */
export async function compareWithReference(
  exercise: Exercise, lesson: LessonExercises,
  { folder = exercisesFolder(), seed = randomInt(2 ** 31) }: { folder?: string; seed?: number } = {},
): Promise<Compared> {
  const { verdict, answer } = await judgeFile(exercise, lesson, { folder });
  if (verdict.status !== "passed" || !answer) return { waits: verdict };
  const found = reference(exercise, lesson);
  if (!found) return { noReference: true };
  const file = `${exercise.lesson}.ts`;
  const text = ownCode(readFileSync(join(folder, file), "utf8"), exercise.name, surroundings(exercise, lesson))
    ?? Function.prototype.toString.call(answer); // brought from a helper file
  const mine: Code = { text, file: fromTop(join(folder, file)) };
  const { code: theirs, answer: theirAnswer } = found;
  const difference = await outputDifference(exercise, answer, theirAnswer, { seed });
  const facts = [
    lengthSentence(text, theirs.text),
    ...(difference === null ? [] : [differenceSentence(difference)]),
  ];
  return { mine, theirs, facts };
}

function reference(exercise: Exercise, lesson: LessonExercises): { code: Code; answer: Answer } | null {
  const { name, part } = exercise;
  const file = `solutions/${exercise.lesson}.ts`;
  const path = join(lesson.home, file);
  if (existsSync(path)) {
    const text = ownCode(readFileSync(path, "utf8"), name, surroundings(exercise, lesson));
    const { exports } = loadSubmission(readSubmission(path, lesson.policy), lesson.policy);
    return text ? { code: { text, file }, answer: exports[name] as Answer } : null;
  }
  const code = part ? librarysCode(part) : null;
  return code ? { code, answer: (byhand as unknown as Record<string, Answer>)[part!] } : null;
}

/** What stands around an exercise in its file and is not the learner's own work on it. */
function surroundings({ name }: Exercise, { lesson, home, exercises }: LessonExercises): Parameters<typeof ownCode>[2] {
  const others = exercises.map((each) => each.name).filter((other) => other !== name);
  return { given: originalStub(lesson, { home }), others };
}

/** Lengths are compared only where both do the same work. */
function lengthSentence(mine: string, theirs: string): string {
  const ownGradient = /\bcustomGrad\b/.test(theirs);
  const more = [
    ...(/\brequire[A-Z]\w*\(/.test(theirs) ? ["checks its arguments"] : []),
    ...(ownGradient ? ["has a gradient written by hand"] : []),
  ];
  if (more.length === 0) return `Lines of code: yours ${lineCount(mine)}, the reference ${lineCount(theirs)}.`;
  const why = ownGradient
    ? " Why by hand (tf.customGrad)? It is faster than the tape's, and some engines lack a kernel that the tape's needs." : "";
  return `The reference also ${more.join(" and ")}, so it is longer than yours needs to be.${why}`;
}

/** Without empty lines and lines that are a comment altogether. */
function lineCount(text: string): number {
  return text.split("\n").filter((line) => /\S/.test(line) && !/^\s*(\/\/|\/?\*)/.test(line)).length;
}

function differenceSentence(difference: number): string {
  const inputs = "for the checks' inputs with fresh random numbers";
  if (difference === 0) return `Both return exactly the same ${inputs}.`;
  return `The largest difference between what both return ${inputs}: ${Number(difference.toPrecision(2))}.`;
}
