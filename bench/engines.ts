/**
 * Times training steps beside the naive ones (tfjs's own gradients and kernels, an Adam for each parameter) on the engines
 * that have no graphs, WebAssembly and WebGPU, in turn within each round, and writes bench/results/engineSteps.json. Ratios
 * are medians over the rounds of times of the same round.
 *
 *     npm run bench -- engines [ROUNDS] [--full] [--json]
 *
 * One round, after one that warms up; with --full three.
 * WebGPU is measured where a graphics processor has a Vulkan, Metal or Direct3D 12 driver; one that software imitates is
 * only tried on small sizes, and gives no figure.
 */
import { loadavg } from "node:os";
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-wasm";
import * as byhand from "byhand";
import { type MeasuredRow, recordMeasurement } from "../course/measurement";
import { GPTWork, type Shape, SHAPES } from "./support/gptWork";
import { NaiveStep } from "./support/naiveStep";
import { median, type Rounds, timesTheBest } from "./support/rounds";

/** For a graphics processor that software imitates: to see that it computes the same, in seconds. */
const TRIAL: Shape = { layers: 1, heads: 2, hiddenSize: 8, contextLength: 8, batchSize: 2, vocabularySize: 7 };
const SOFTWARE = /swiftshader|llvmpipe|lavapipe|basic render/i;
const GOAL = 0.5;
/** The same step in another order of operations: only rounding may tell the losses apart. */
const LOSS_TOLERANCE = 1e-4;

type Train = (batch: byhand.Batch) => ReturnType<NaiveStep["train"]>;

/** Seconds and loss of one step. */
async function once(train: Train, batch: byhand.Batch): Promise<{ seconds: number; loss: number }> {
  const begin = performance.now();
  const made = train(batch);
  const [loss] = await made.data();
  made.dispose();
  return { seconds: (performance.now() - begin) / 1000, loss: loss! };
}

function useKernels(kernels: readonly tf.KernelConfig[]): void {
  for (const kernel of kernels) {
    tf.unregisterKernel(kernel.kernelName, kernel.backendName);
    tf.registerKernel(kernel);
  }
}

/**
 * Steps of both kinds on the same batches, round by round; the first, of equal parameters, warms up.
 * @throws Error where the first losses differ: then the two don't do the same.
 */
async function timeSteps(shape: Shape, { rounds, stock }: { rounds: number; stock: tf.KernelConfig[] }): Promise<Rounds> {
  const own = tf.getKernelsForBackend(tf.getBackend());
  const work = new GPTWork(shape, { compiled: false });
  const naive = new NaiveStep(shape, work.initialParameters);
  const ways: Record<string, { kernels: tf.KernelConfig[]; train: Train }> = {
    "hand-written": { kernels: own, train: (batch) => work.train(batch) },
    naive: { kernels: stock, train: (batch) => naive.train(batch) },
  };
  const seconds: Rounds = {};
  for (let round = -1; round < rounds; round++) {
    const batch = work.nextBatch();
    const losses: number[] = [];
    for (const [way, { kernels, train }] of Object.entries(ways)) {
      useKernels(kernels);
      const step = await once(train, batch);
      losses.push(step.loss);
      if (round >= 0) (seconds[way] ??= []).push(step.seconds);
    }
    tf.dispose({ ...batch });
    const apart = Math.abs(losses[0]! - losses[1]!);
    if (round < 0 && !(apart < LOSS_TOLERANCE)) throw new Error(`the first losses are ${losses.join(" and ")}: they must be equal`);
  }
  useKernels(own);
  work.dispose();
  naive.dispose();
  return seconds;
}

async function main(rounds: number, { json }: { json: boolean }): Promise<void> {
  const rows: MeasuredRow[] = [];
  const results = [];
  const engines: string[] = [];
  for (const name of ["wasm", "webgpu"] as const) {
    const shipped = tf.getKernelsForBackend(name); // of WebAssembly: before the library puts faster ones in their place
    const engine = await byhand.useEngine(name).catch((error: Error) => error);
    engines.push(engine instanceof Error ? `${name}: ${engine.message}` : String(engine));
    if (engine instanceof Error) {
      console.log(`${name} is not measured: ${engine.message}`);
      continue;
    }
    const stock = shipped.length > 0 ? shipped : tf.getKernelsForBackend(name);
    if (SOFTWARE.test(engine.device)) {
      await timeSteps(TRIAL, { rounds: 0, stock });
      console.log(`${engine}: the same first loss as the naive step; not measured, since software imitates the processor`);
      continue;
    }
    for (const { name: size, shape } of Object.values(SHAPES)) {
      const seconds = await timeSteps(shape, { rounds, stock });
      const ratio = timesTheBest(seconds, "hand-written", ["naive"]);
      const times = Object.entries(seconds).map(([way, values]) => `${way} ${(1000 * median(values)).toFixed(0)} ms`);
      rows.push({
        what: `training step on ${name}, ${engine.device}, ${size}` + (name === "wasm" ? ` (goal ≤ ${GOAL}× the naive one)` : ""),
        measured: `${ratio.toFixed(2)}× naive: ${times.join(", ")}`,
        ratio, ...(name === "wasm" ? { goal: `≤ ${GOAL}`, met: ratio <= GOAL } : {}),
      });
      results.push({ engine: name, shape, seconds });
      console.log(`${rows.at(-1)!.what}: ${rows.at(-1)!.measured}`);
    }
  }
  await byhand.releaseEngine();
  const measurement = {
    repeat: "npm run bench -- engines", rows, rounds, goal: GOAL, results, engines,
    unit: "seconds of one step in each round", processesWaiting: Number(loadavg()[0]!.toFixed(1)),
  };
  await recordMeasurement("engineSteps", measurement);
  if (json) console.log(JSON.stringify(measurement, null, 2));
  process.exitCode = rows.every(({ met }) => met !== false) ? 0 : 1;
}

const options = process.argv.slice(2);
const asked = options.find((option) => /^\d+$/.test(option));
void main(Number(asked ?? (options.includes("--full") ? 3 : 1)), { json: options.includes("--json") });
