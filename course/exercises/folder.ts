import { resolve } from "node:path";
import { root } from "../setup/paths";

/** Where the learner's files are: `exercises`, or the folder that BYHAND_EXERCISES names. */
export function exercisesFolder(): string {
  return resolve(root, process.env.BYHAND_EXERCISES || "exercises");
}
