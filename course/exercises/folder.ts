import { dirname, join, resolve } from "node:path";
import { root } from "../setup/paths";

/** Where the learner's files are: `exercises`, or the folder that BYHAND_EXERCISES names. */
export function exercisesFolder(): string {
  return resolve(root, process.env.BYHAND_EXERCISES || "exercises");
}

/** The folder that the learner sees as the course: not where the course is, where many share one (docs/deploying.md). */
export function learnersTop(): string {
  return dirname(exercisesFolder());
}

/** Where the learner's tools keep what they write. */
export function learnersCache(): string {
  return join(learnersTop(), ".cache");
}
