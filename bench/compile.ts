/**
 * Times training steps and evaluations as compiled graphs beside the plain operations, naive steps (tfjs's own gradients, an
 * Adam for each parameter) and PyTorch (eager and torch.compile), all in turn within each round, and writes
 * bench/results/compile.json. Ratios are medians over the rounds of times of the same round, so that other work on the
 * machine weighs on both sides alike.
 *
 *     npm run bench -- --setup
 *     npm run bench -- compile [ROUNDS] [--full] [--json]
 *
 * 5 rounds, with --full 9; --json prints all that was measured.
 */
import { loadavg } from "node:os";
import * as byhand from "byhand";
import { type MeasuredRow, recordMeasurement } from "../course/measurement";
import { GPTWork, type Shape, SHAPES, type Work } from "./support/gptWork";
import { NaiveStep } from "./support/naiveStep";
import { PythonOpponent } from "./support/opponents";
import { median, type Rounds, timesTheBest } from "./support/rounds";
import { steadyMemory } from "./support/steadyMemory";
import { tensorflowVersion } from "./support/versions";

const MODELS = [{ ...SHAPES.small, repeats: 5 }, { ...SHAPES.large, repeats: 2 }];
const WORKS: { work: Work; what: string }[] = [
  { work: "train", what: "training step" }, { work: "evaluate", what: "evaluation forward" },
];
const GOALS = { timesPyTorch: 1, memoryGrowth: 1.05 };
const THEIR_WAYS = ["torch eager", "torch compiled"];
const STEPS = 2000; // that memory is watched

interface Answer { seconds?: number[]; parameters?: number; version?: string; threads?: number; error?: string }
interface Compared { seconds: Rounds; parameters: number; missing: string[]; versions: Record<string, string>; threads: number }

/** One kind of work on one shape: the seconds of every way, round by round. */
async function timeWork(
  python: PythonOpponent,
  { shape, repeats, work, rounds }: { shape: Shape; repeats: number; work: Work; rounds: number },
): Promise<Compared> {
  const [compiled, plain] = [new GPTWork(shape, { compiled: true }), new GPTWork(shape, { compiled: false })];
  const naive = new NaiveStep(shape, compiled.initialParameters);
  const own: Record<string, () => Promise<number>> = { compiled: () => compiled.once(work), plain: () => plain.once(work) };
  if (work === "train") own["naive"] = () => plain.timed((batch) => naive.train(batch));
  const { parameters } = compiled;
  const compared: Compared = { seconds: {}, parameters, missing: [], versions: {}, threads: NaN };
  for (let round = -1; round < rounds; round++) { // round −1 warms up: compilers, caches, threads
    const note = (way: string, times: number[]): void => { if (round >= 0) (compared.seconds[way] ??= []).push(median(times)); };
    for (const [way, once] of Object.entries(own)) {
      const times: number[] = [];
      for (let i = 0; i < repeats; i++) times.push(await once());
      note(way, times);
    }
    for (const way of ["eager", "compiled"]) {
      const answer = await python.ask<Answer>({ shape, way, work, repeats });
      if (answer.error) compared.missing.push(`no PyTorch ${way}: ${answer.error}`);
      else note(`torch ${way}`, answer.seconds!);
      if (answer.parameters && answer.parameters !== parameters) {
        throw new Error(`our model has ${parameters} parameters, PyTorch's ${answer.parameters}: they must be the same`);
      }
      if (answer.version) Object.assign(compared, { versions: { torch: answer.version }, threads: answer.threads });
    }
  }
  for (const model of [compiled, plain, naive]) model.dispose();
  return { ...compared, missing: [...new Set(compared.missing)] };
}

function comparedRow(what: string, { seconds, missing }: Compared): MeasuredRow {
  const ratio = timesTheBest(seconds, "compiled", THEIR_WAYS);
  const others = ["plain", "naive"].filter((way) => seconds[way])
    .map((way) => `${timesTheBest(seconds, "compiled", [way]).toFixed(2)}× ${way}`);
  const milliseconds = Object.entries(seconds).map(([way, values]) => `${way} ${(1000 * median(values)).toFixed(1)} ms`);
  const goal = `≤ ${GOALS.timesPyTorch.toFixed(1)}`;
  return {
    what: `${what} (goal ${goal}× the better of PyTorch's two)`,
    measured: [
      `${[`${ratio.toFixed(2)}× PyTorch`, ...others].join(", ")}: ${milliseconds.join(", ")}`, ...missing,
    ].join("; "),
    ratio, goal, met: ratio <= GOALS.timesPyTorch, // without an opponent the ratio is not a number
  };
}

async function memoryRow(): Promise<MeasuredRow> {
  const { liveTensors, megabytes: [before, after] } = await steadyMemory(STEPS);
  return {
    what: `live tensors and resident memory over ${STEPS} compiled steps (goal: flat)`,
    measured: `${liveTensors.join(", ")} tensors after every step; ${before} MB, then ${after} MB`,
    goal: "flat", met: liveTensors.length === 1 && after! / before! <= GOALS.memoryGrowth,
  };
}

async function main(rounds: number, { json }: { json: boolean }): Promise<void> {
  const engine = await byhand.useEngine("tensorflow");
  const python = new PythonOpponent("gpt.py");
  const rows: MeasuredRow[] = [];
  const results = [];
  const memory = await memoryRow(); // first: the larger models would hide what grows
  for (const { work, what } of WORKS) {
    for (const { name, shape, repeats } of MODELS) {
      const compared = await timeWork(python, { shape, repeats, work, rounds });
      rows.push(comparedRow(`${what}, ${name}`, compared));
      results.push({ work, shape, ...compared });
    }
  }
  python.close();
  rows.push(memory);
  for (const { what, measured } of rows) console.log(`${what}: ${measured}`);
  const measurement = {
    repeat: "npm run bench -- compile", rows, rounds, goals: GOALS, results, engine: String(engine),
    versions: { tensorflow: tensorflowVersion(), ...results[0]!.versions },
    unit: "seconds, one median for each round", processesWaiting: Number(loadavg()[0]!.toFixed(1)),
  };
  await recordMeasurement("compile", measurement);
  if (json) console.log(JSON.stringify(measurement, null, 2));
  process.exitCode = rows.every(({ met }) => met) ? 0 : 1;
}

const options = process.argv.slice(2);
const asked = options.find((option) => /^\d+$/.test(option));
void main(Number(asked ?? (options.includes("--full") ? 9 : 5)), { json: options.includes("--json") });
