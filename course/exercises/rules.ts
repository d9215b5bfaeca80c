import { dirname, join } from "node:path";
import type { Policy } from "./types";

/** Why a member is forbidden, and what to use in its place. */
export function forbiddenMessage(name: string, policy: Policy): string {
  return `tf.${name} is what this lesson takes apart, so it may not be used here: ${policy.forbidden[name]}`;
}

/** A helper file beside the learner's own: "./name", never in another folder. */
export function isHelper(module: string): boolean {
  return /^\.\/[\w.-]+$/.test(module);
}

/** Where the helper file lies that `from` imports. */
export function helperPath(from: string, name: string): string {
  const file = name.replace(/\.[jt]s$/, "");
  return join(dirname(from), `${file}.ts`);
}
