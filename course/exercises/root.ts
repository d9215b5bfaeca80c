import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/** The course's top folder: the nearest one above this file that holds the checks of the exercises. */
export function courseRoot(): string {
  for (let folder = __dirname; ; folder = dirname(folder)) {
    if (existsSync(join(folder, "test", "exercises"))) return folder;
    if (dirname(folder) === folder) {
      throw new Error(`no folder test/exercises above ${__dirname}: this is not a complete copy of the course`);
    }
  }
}

/** Where the learner's files are: `exercises`, or the folder that BYHAND_EXERCISES names. */
export function exercisesFolder(): string {
  return resolve(courseRoot(), process.env.BYHAND_EXERCISES || "exercises");
}
