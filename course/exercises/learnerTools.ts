import * as byhand from "byhand";
import { sep } from "node:path";
import { thisCourse } from "../edition/course";
import { namesLesson } from "../lessonName";
import { compareWithReference } from "./comparison";
import { forgetCell } from "./learner";
import { findExercise, findLesson, meansLesson } from "./lessons";
import { call, fromTop, learnersFile } from "./places";
import { progressIn } from "./progress";
import { type Reset, resetExercise, resetLesson } from "./reset";
import { showComparison } from "./showComparison";
import { showNote, shown } from "./show";
import { showProgress } from "./showProgress";
import { LearnerError } from "./types";

/**
 * Shows the points of every lesson, how far each exercise is, and what is next; it never throws.
 * @param lesson one lesson only, by its number or name
 */
export async function progress(lesson?: string): Promise<void> {
  await shown(async () => {
    const course = thisCourse();
    const names = course.lessons.map((each) => each.lesson);
    const lessons = lesson === undefined ? names : names.filter((name) => namesLesson(lesson, name));
    if (lessons.length === 0) throw new RangeError(`there is no lesson "${lesson}": there are ${names.join(", ")}`);
    await byhand.useEngine();
    showProgress(await progressIn(course, { lessons }));
  });
}

/** Shows the function in the learner's file beside the reference, once it passes all its checks; it never throws. */
export async function compare(name: string): Promise<void> {
  await shown(async () => {
    const { exercise, lesson } = findExercise(name);
    await byhand.useEngine();
    const compared = await compareWithReference(exercise, lesson);
    if ("waits" in compared) {
      const { earned, points, status } = compared.waits;
      const state = status === "notWritten" ? "not written yet, " : "";
      const missing = points - earned === 1 ? "1 point is missing" : `${points - earned} of ${points} points are missing`;
      showNote(`○ ${name}: ${state}${missing}. The comparison waits until yours passes all its checks. Yours is in`, {
        lesson: lesson.lesson, after: `\`${call("check", name)}\` tells what is missing.`,
      });
    } else if ("noReference" in compared) {
      showNote(`✓ ${name}: yours passes all its checks. There is no second version to put beside it: the library, whose parts `
        + "are shown here in an edition without solutions, has no function for this step. Yours is one of many good ways.");
    } else {
      showComparison(name, compared);
    }
  });
}

/**
 * Puts the stub of an exercise back into the learner's file, or a lesson's whole file where `what` is its number or
 * name; the file as it was is kept aside, and it says where. It never throws.
 */
export async function reset(what: string): Promise<void> {
  await shown(async () => {
    const whole = meansLesson(what) ? findLesson(what) : null;
    const lesson = whole ?? findExercise(what).lesson.lesson;
    const file = learnersFile(lesson);
    try {
      const done = whole ? await resetLesson(whole) : await resetExercise({ name: what, lesson });
      if (!whole) forgetCell(what);
      showNote(resetText(whole ? null : what, file, done));
    } catch (error) {
      if (whole || !(error instanceof LearnerError || error instanceof RangeError)) throw error;
      throw new Error(`${what} was not reset, and ${file} is as it was: ${error.message}. Or put the whole file back, with a `
        + `copy of yours kept: \`${call("reset", lesson.split("-")[0])}\``);
    }
  });
}

/** @param name of the exercise; null for a whole file */
function resetText(name: string | null, file: string, { changed, backup, added, line }: Reset): string {
  if (!changed) return `○ ${file}: ${name ? `${name} is the stub` : "it is as it came"} already; nothing was changed.`;
  const also = added.length > 0 ? `, with ${added.join(", ")}, which it needs` : "";
  const back = `✓ ${file}: ${name ? `the stub of ${name} is back${also}` : "it is as it came"}.`;
  if (!backup) return `${back} There was no such file.`;
  const copy = process.platform === "win32" ? "copy" : "cp";
  const [from, to] = [fromTop(backup), file].map((path) => path.replaceAll("/", sep));
  const place = line === null ? "" : ` Your ${name} alone is at line ${line} of the copy: take it from there to keep the rest as `
    + "it is now.";
  return `${back} Your file as it was is kept in \`${from}\`.${place} To have the whole file again, type in a terminal, in the `
    + `course's folder, \`${copy} ${from} ${to}\`: it replaces everything that is in the file by then. Is the file `
    + "open in a tab? Then choose File → Reload … from Disk there.";
}
