import * as byhand from "byhand";
import { judgeFile, judgeFunction } from "./judge";
import { findExercise } from "./lessons";
import { showNote, shown, showVerdict } from "./show";
import type { LearnerParts } from "./types";

/**
 * Checks an exercise and shows a table of what passed and what did not; it never throws.
 *
 * Without `answer` it is the function in the learner's file, as that is on the disk now; or hand in a function from a
 * cell.
 */
export async function check(name: string, answer?: (...args: never[]) => unknown): Promise<void> {
  await shown(async () => {
    const { exercise, lesson } = findExercise(name);
    await byhand.useEngine();
    const fromCell = answer !== undefined;
    const { verdict } = fromCell ? await judgeFunction(exercise, lesson, answer) : await judgeFile(exercise, lesson);
    if (fromCell) passedInCell.set(name, verdict.status === "passed");
    showVerdict(verdict, { fromCell, hiddenPoints: exercise.hiddenPoints });
  });
}

/** How many hints of an exercise this session has seen. */
const given = new Map<string, number>();

/** Whether the function that was last handed in from a cell passed. */
const passedInCell = new Map<string, boolean>();

/** After a reset, what a cell once handed in says nothing any more. */
export function forgetCell(name: string): void {
  passedInCell.delete(name);
}

/**
 * Shows the next of an exercise's three hints: a nudge, the way, almost the code; after that the last one again. An
 * exercise that passes needs none.
 * @param number which of them; without it the one after the last that this session has seen
 */
export async function hint(name: string, number = (given.get(name) ?? 0) + 1): Promise<void> {
  await shown(async () => {
    const { exercise, lesson } = findExercise(name);
    await byhand.useEngine();
    if (passedInCell.get(name) || (await judgeFile(exercise, lesson)).verdict.status === "passed") {
      showNote(`✓ ${name}: you've passed this one, so it needs no hint.`);
      return;
    }
    const which = Math.max(1, Math.min(number, exercise.hints.length));
    given.set(name, which);
    const next = byhand.inNotebook() ? "Run the cell again for the next one." : `The next one: \`npm run hint -- ${name} ${which + 1}\``;
    showNote(`Hint ${which} of ${exercise.hints.length} for ${name}: ${exercise.hints[which - 1]} Write it in`, {
      lesson: exercise.lesson, after: which < exercise.hints.length ? next : "",
    });
  });
}

/**
 * The learner's own part where it passes all its checks; until then the library's, with a notice that says so.
 * @throws RangeError where no exercise writes this part.
 */
export async function mine<Name extends keyof LearnerParts>(name: Name): Promise<LearnerParts[Name]> {
  const { exercise, lesson } = findExercise(name);
  if (exercise.part !== name) throw new RangeError(`${name} is an exercise, but no part that a model can take`);
  await byhand.useEngine();
  const { verdict, answer } = await judgeFile(exercise, lesson);
  if (verdict.status === "passed") {
    showNote(`✓ ${name}: your own, from`, { lesson: exercise.lesson });
    return answer as unknown as LearnerParts[Name];
  }
  const { status, earned, points } = verdict;
  const state = status === "notWritten" ? "is not written yet" : `has ${earned} of ${points} points`;
  showNote(`○ ${name}: the library's stands in, since yours ${state}; \`await check("${name}")\` tells more. Yours is in`, {
    lesson: exercise.lesson,
  });
  return (byhand as unknown as LearnerParts)[name];
}
