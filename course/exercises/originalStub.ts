import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../setup/paths";
import { stubFrom } from "./stubs";

/**
 * A lesson's file as learners first get it: made from its solution, or in a student edition, which has no solutions,
 * as it is kept in `exercises/.original/`.
 *
 * @param lesson such as "05-attention"
 * @throws RangeError where neither is there.
 */
export function originalStub(lesson: string, { home = root }: { home?: string } = {}): string {
  const file = `${lesson}.ts`;
  const solution = join(home, "solutions", file);
  if (existsSync(solution)) return stubFrom(readFileSync(solution, "utf8"), { file: `solutions/${file}` });
  const original = join(home, "exercises", ".original", file);
  if (existsSync(original)) return readFileSync(original, "utf8");
  throw new RangeError(`the original of exercises/${file} is not here (exercises/.original/${file}): update the course, `
    + "or copy the file from a fresh one");
}
