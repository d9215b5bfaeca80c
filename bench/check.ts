/**
 * Times `await check("…")` of every exercise in a real kernel, from the press of a key to the kernel's answer, on the native
 * engine and on plain CPU; the solutions stand in for a learner's files. Writes bench/results/check.json.
 *
 *     npm run bench -- check
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { lessonNames, loadLesson } from "../course/exercises/lessons";
import { recordMeasurement } from "../course/measurement";
import { executeNotebook } from "../course/notebooks/execute";

const GOAL = 0.5; // seconds
const ENGINES = ["tensorflow", "cpu"];

const code = (source: string): object =>
  ({ cell_type: "code", execution_count: null, metadata: {}, outputs: [], source });

/** One cell for each exercise, after those that start everything. */
function notebook(exercises: readonly string[]): object {
  const begin = [
    'import { useEngine } from "byhand";\nimport { check } from "byhand-course";', "await useEngine();",
    `await check("${exercises[0]}");`,
  ];
  const kernelspec = { display_name: "TypeScript (tslab)", language: "typescript", name: "tslab" };
  return {
    cells: [...begin, ...exercises.map((name) => `await check("${name}");`)].map(code),
    metadata: { kernelspec }, nbformat: 4, nbformat_minor: 4,
  };
}

/** Seconds of each exercise's cell, and of the very first one. */
async function timeChecks(engine: string, exercises: readonly string[], path: string) {
  const { problem, cells } = await executeNotebook(path, {
    folder: resolve(__dirname, "../../notebooks"),
    environment: { BYHAND_ENGINE: engine, BYHAND_EXERCISES: "solutions" },
  });
  if (problem) throw new Error(problem);
  const seconds = cells.slice(2).map((cell) => Number(cell.seconds.toFixed(3)));
  return { first: seconds[0]!, exercises: Object.fromEntries(exercises.map((name, i) => [name, seconds[i + 1]!])) };
}

async function main(): Promise<void> {
  const exercises = lessonNames().flatMap((name) => loadLesson(name).exercises.map((exercise) => exercise.name));
  const folder = mkdtempSync(join(tmpdir(), "byhand-check-"));
  const path = join(folder, "checks.ipynb");
  writeFileSync(path, JSON.stringify(notebook(exercises)));
  const engines: Record<string, Awaited<ReturnType<typeof timeChecks>>> = {};
  for (const engine of ENGINES) {
    engines[engine] = await timeChecks(engine, exercises, path);
    const [slowest, seconds] = slowestOf(engines[engine]!.exercises);
    console.log(`${engine}: the first ${engines[engine]!.first} s; then ${slowest} is the slowest, ${seconds} s`);
  }
  rmSync(folder, { recursive: true });
  const most = ENGINES.map((engine) => `${slowestOf(engines[engine]!.exercises)[1].toFixed(2)} s (${engine})`);
  await recordMeasurement("check", {
    repeat: "npm run bench -- check",
    rows: [{
      what: `\`check\` in a notebook, the slowest of ${exercises.length} exercises, after the first (goal ≤ ${GOAL} s)`,
      measured: most.join(", "),
    }],
    goal: GOAL, engines,
  });
  if (ENGINES.some((engine) => slowestOf(engines[engine]!.exercises)[1] > GOAL)) process.exitCode = 1;
}

function slowestOf(seconds: Record<string, number>): [string, number] {
  return Object.entries(seconds).sort(([, a], [, b]) => b - a)[0]!;
}

void main();
