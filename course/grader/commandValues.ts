import { InvalidArgumentError } from "commander";
import { formats } from "./formats";
import type { Format } from "./formats/format";

export const formatNames = ["terminal", ...formats.map(({ name }) => name)];

/** `05`, or several with commas between; the option may be given more than once. */
export function lessons(text: string, before: string[] = []): string[] {
  return [...before, ...text.split(",").map((name) => name.trim())];
}

export function formatList(text: string, before: string[] = []): string[] {
  const names = text.split(",").map((name) => name.trim());
  const unknown = names.find((name) => !formatNames.includes(name));
  if (unknown === undefined) return [...before, ...names];
  throw new InvalidArgumentError(`there is no format "${unknown}": there are ${formatNames.join(", ")}.`);
}

export function seconds(text: string): number {
  const value = Number(text);
  if (value >= 0.1 && value <= 600) return value;
  throw new InvalidArgumentError("give seconds from 0.1 to 600.");
}

export function count(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= 256) return value;
  throw new InvalidArgumentError("give a whole number from 1 to 256.");
}

export function seed(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isInteger(value) && value >= 0 && value < 2 ** 32) return value;
  throw new InvalidArgumentError("give a whole number from 0 to 4294967295.");
}

/** What can be said before anything is graded. */
export function usageProblem(submissions: number, written: Format[], out: string | undefined): string | null {
  for (const { obstacle } of written) {
    const problem = obstacle?.(submissions);
    if (problem) return problem;
  }
  if (out !== undefined || written.length === 0) return null;
  if (written.length > 1) return "several formats need a folder: say where with --out";
  const [{ name, of }] = written;
  return of === "submission" && submissions > 1 ? `${name} for several submissions needs a folder: --out` : null;
}
