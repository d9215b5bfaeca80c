import { join } from "node:path";
import { environmentPython, root } from "../setup/paths";
import { run } from "../setup/run";
import type { Lesson } from "./lessons";

/** Whether a notebook and its text agreed, and if not, one sentence on the first difference. */
export interface PairState {
  notebook: string;
  inStep: boolean;
  why: string | null;
}

/** Compares the cells of each notebook with its text. */
export function comparePairs(lessons: readonly Lesson[]): Promise<PairState[]> {
  return pair("check", lessons);
}

/** Writes each text's cells into its notebook, keeping the outputs of unchanged code; says what had been out of step. */
export function syncPairs(lessons: readonly Lesson[]): Promise<PairState[]> {
  return pair("sync", lessons);
}

async function pair(action: "check" | "sync", lessons: readonly Lesson[]): Promise<PairState[]> {
  const paths = lessons.flatMap(({ source, notebook }) => [source, notebook]);
  const output = await run([environmentPython, join(root, "course", "notebooks", "pair.py"), action, ...paths]);
  return output.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line) as PairState);
}
