/**
 * Times training steps and evaluations as compiled graphs beside the plain operations and PyTorch (eager and
 * torch.compile), all in turn within each round, and writes bench/results/compile.json. Ratios are medians over the rounds
 * of times of the same round, so that other work on the machine weighs on both sides alike.
 *
 *     npm run bench -- --setup
 *     npm run bench -- compile [ROUNDS] [--full] [--json]
 *
 * --full takes 2000 steps for the memory instead of 300; --json prints all that was measured.
 */
import { loadavg } from "node:os";
import * as tf from "@tensorflow/tfjs-core";
import * as byhand from "byhand";
import { recordMeasurement } from "../course/measurement";
import { GPTWork, type Shape, type Work } from "./support/gptWork";
import { PythonOpponent } from "./support/opponents";

const SHAPES: { name: string; repeats: number; shape: Shape }[] = [
  { name: "4 layers / 4 heads / hidden 128 / context 64 / batch 12", repeats: 5,
    shape: { layers: 4, heads: 4, hiddenSize: 128, contextLength: 64, batchSize: 12, vocabularySize: 65 } },
  { name: "6 / 6 / 384 / context 256 / batch 4", repeats: 2,
    shape: { layers: 6, heads: 6, hiddenSize: 384, contextLength: 256, batchSize: 4, vocabularySize: 65 } },
];
const WORKS: { work: Work; what: string }[] = [
  { work: "train", what: "training step" }, { work: "evaluate", what: "evaluation forward" },
];
const GOALS = { timesPyTorch: 1, memoryGrowth: 1.05 };
/** The way that a result's ratios compare with the others. */
const OURS = "compiled";

interface Answer { seconds?: number[]; parameters?: number; version?: string; threads?: number; error?: string }
type Seconds = Record<string, number[]>; // by the way, one median for each round

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;
}

/** One kind of work on one shape: the seconds of every way, round by round. */
async function timeWork(
  python: PythonOpponent,
  { shape, repeats, work, rounds }: { shape: Shape; repeats: number; work: Work; rounds: number },
): Promise<{ seconds: Seconds; parameters: number; missing: string[]; torch: string }> {
  const own = { compiled: new GPTWork(shape, { compiled: true }), plain: new GPTWork(shape, { compiled: false }) };
  const seconds: Seconds = {};
  const missing = new Set<string>();
  let torch = "";
  for (let round = -1; round < rounds; round++) { // round −1 warms up: compilers, caches, threads
    const note = (way: string, times: number[]): void => { if (round >= 0) (seconds[way] ??= []).push(median(times)); };
    for (const [way, model] of Object.entries(own)) {
      const times: number[] = [];
      for (let i = 0; i < repeats; i++) times.push(await model.once(work));
      note(way, times);
    }
    for (const way of ["eager", "compiled"]) {
      const answer = await python.ask<Answer>({ shape, way, work, repeats });
      if (answer.error) missing.add(`PyTorch ${way}: ${answer.error}`);
      else note(`torch ${way}`, answer.seconds!);
      if (answer.parameters && answer.parameters !== own.compiled.parameters) {
        throw new Error(`our model has ${own.compiled.parameters} parameters, PyTorch's ${answer.parameters}: they must be the same`);
      }
      if (answer.version) torch = `PyTorch ${answer.version} on ${answer.threads} threads`;
    }
  }
  const { parameters } = own.compiled;
  for (const model of Object.values(own)) model.dispose();
  return { seconds, parameters, missing: [...missing], torch };
}

/** The median over the rounds of our time by theirs; theirs is the fastest of the named ways in each round. */
function ratio(seconds: Seconds, ways: readonly string[]): number {
  const theirs = ways.filter((way) => seconds[way]);
  return median(seconds[OURS]!.map((own, round) => own / Math.min(...theirs.map((way) => seconds[way]![round]!))));
}

/** Live tensors after each step and resident memory over many steps, the second quarter beside the last. */
async function memory(steps: number) {
  const model = new byhand.GPT({ layers: 2, heads: 2, hiddenSize: 32, contextLength: 32, vocabularySize: 65, dropout: 0.1 });
  const random = new byhand.Random(1);
  const train = Int32Array.from({ length: 5000 }, () => random.integer(65));
  const tensors = new Set<number>();
  const resident: number[] = [];
  await byhand.train(model, { train }, {
    steps, batchSize: 8, learningRate: 1e-3, compiled: true,
    onProgress: ({ step }) => {
      if (step > 1) tensors.add(tf.memory().numTensors);
      resident.push(process.memoryUsage().rss);
    },
  });
  model.dispose();
  const quarter = (which: number): number => median(resident.slice((which * steps) / 4, ((which + 1) * steps) / 4));
  return { steps, liveTensors: [...tensors], megabytes: [quarter(1), quarter(3)].map((bytes) => Math.round(bytes / 1e6)) };
}

async function main(rounds: number, { full, json }: { full: boolean; json: boolean }): Promise<void> {
  const engine = await byhand.useEngine("tensorflow");
  const python = new PythonOpponent("gpt.py");
  const rows: { what: string; measured: string }[] = [];
  const results = [];
  const met: Record<string, boolean> = {};
  for (const { work, what } of WORKS) {
    for (const { name, shape, repeats } of SHAPES) {
      const measured = await timeWork(python, { shape, repeats, work, rounds });
      const { seconds, missing } = measured;
      const [timesPlain, timesPyTorch] = [ratio(seconds, ["plain"]), ratio(seconds, ["torch eager", "torch compiled"])];
      const milliseconds = Object.entries(seconds).map(([way, values]) => `${way} ${(1000 * median(values)).toFixed(1)} ms`);
      rows.push({
        what: `${what}, ${name} (goal ≤ ${GOALS.timesPyTorch.toFixed(1)}× the better of PyTorch's two)`,
        measured: `${timesPyTorch.toFixed(2)}× PyTorch, ${timesPlain.toFixed(2)}× plain: ${milliseconds.join(", ")}` +
          (missing.length > 0 ? ` (${missing.join("; ")})` : ""),
      });
      met[`${what}, ${name}`] = timesPyTorch <= GOALS.timesPyTorch; // without an opponent the ratio is 0 / Infinity
      if (!seconds["torch eager"]) met[`${what}, ${name}`] = false;
      results.push({ work, shape, timesPlain, timesPyTorch, ...measured });
      console.log(`${rows.at(-1)!.what}: ${rows.at(-1)!.measured}`);
    }
  }
  python.close();
  const flat = await memory(full ? 2000 : 300);
  const [before, after] = flat.megabytes;
  met["memory"] = flat.liveTensors.length === 1 && after! / before! <= GOALS.memoryGrowth;
  rows.push({
    what: `live tensors and resident memory over ${flat.steps} compiled steps (goal: flat)`,
    measured: `${flat.liveTensors.join(", ")} tensors after every step; ${before} MB, then ${after} MB`,
  });
  console.log(`${rows.at(-1)!.what}: ${rows.at(-1)!.measured}`);
  const measurement = {
    repeat: "npm run bench -- compile", rows, rounds, goals: GOALS, met, results, memory: flat, engine: String(engine),
    unit: "seconds, one median for each round", processesWaiting: Number(loadavg()[0]!.toFixed(1)),
  };
  await recordMeasurement("compile", measurement);
  console.log(json ? JSON.stringify(measurement, null, 2) : met);
  process.exitCode = Object.values(met).every(Boolean) ? 0 : 1;
}

const options = process.argv.slice(2);
void main(Number(options.find((option) => /^\d+$/.test(option)) ?? 9), {
  full: options.includes("--full"), json: options.includes("--json"),
});
