import { join } from "node:path";
import { execa } from "execa";
import { environmentPython, root } from "../setup/paths";

/** What the kernel made of one cell. */
export interface CellReport {
  /** Position among all cells of the notebook, and number among the code cells, from 1. */
  index: number;
  number: number;
  of: number;
  /** "ok", or what happened instead: "error", "abort", "timeout", "stack trace", "the kernel died". */
  status: string;
  seconds: number;
  firstLine: string;
  stderr: string;
}

export interface RunReport {
  /** Every code cell was run, and the kernel answered "ok" to each. */
  passed: boolean;
  cells: CellReport[];
  seconds: number;
  /** Largest memory of the kernel and its children, in bytes. */
  peakMemory: number;
  /** What went wrong, in a few lines, or null. */
  problem: string | null;
}

export interface RunOptions {
  /** Where to write the executed notebook; nowhere by default. */
  output?: string;
  /** Where the kernel works, inside the course; the notebook's folder by default. */
  folder?: string;
  environment?: Record<string, string>;
  /** Seconds that one cell may take. */
  cellTimeout?: number;
  onCell?: (cell: CellReport) => void;
}

/** Runs a notebook from top to bottom in a fresh kernel, up to the first cell that fails. */
export async function executeNotebook(
  notebook: string, { output, folder, environment = {}, cellTimeout = 600, onCell }: RunOptions = {},
): Promise<RunReport> {
  const script = join(root, "course", "notebooks", "execute.py");
  const args = [script, notebook, "--cell-timeout", String(cellTimeout),
    ...(output ? ["--output", output] : []), ...(folder ? ["--folder", folder] : [])];
  const child = execa(environmentPython, args,
    { env: environment, stdin: "ignore", reject: false, forceKillAfterDelay: 5000 });
  const cells: CellReport[] = [];
  let end: { seconds: number; peakMemory: number } | undefined;
  for await (const line of child.iterable()) {
    const message = JSON.parse(line) as { kind: string } & CellReport & { peakMemory: number };
    if (message.kind === "end") {
      end = message;
    } else {
      cells.push(message);
      onCell?.(message);
    }
  }
  const { stderr } = await child;
  const problem = problemOf(cells, end ? null : stderr);
  return { passed: problem === null, cells, seconds: end?.seconds ?? 0, peakMemory: end?.peakMemory ?? 0, problem };
}

function problemOf(cells: readonly CellReport[], broken: string | null): string | null {
  const failed = cells.find(({ status }) => status !== "ok");
  if (failed) {
    return `cell ${failed.number} of ${failed.of} (${failed.firstLine}): ${failed.status}\n${failed.stderr.trim()}`.trim();
  }
  if (broken !== null) return `the run broke down:\n${broken.trim().split("\n").slice(-15).join("\n")}`;
  const of = cells[0]?.of ?? 0;
  if (of === 0) return "the notebook has no code cells";
  return cells.length === of ? null : `only ${cells.length} of ${of} cells were run`;
}
