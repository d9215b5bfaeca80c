import { readFileSync } from "node:fs";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import * as byhand from "byhand";
import { flatLayout, flatten, unflatten } from "../../../lib/training/flatVector";
import { mutated } from "../../mutated";

type Values = Record<string, number[] | number[][]>;
interface Oracle {
  options: { beta1: number; beta2: number; epsilon: number; weightDecay: number; clip: number };
  schedule: { peak: number; warmup: number; total: number; floor: number };
  start: Values;
  steps: { gradients: Values; norm: number; clipped: Values; learningRate: number; parameters: Values }[];
}
const oracle: Oracle = JSON.parse(readFileSync(new URL("../../oracles/adamw.json", import.meta.url), "utf8"));

const tensors = (values: Values): byhand.Parameters =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, tf.tensor(value)]));

/** The largest difference between tensors and the oracle's numbers. */
async function distance(actual: byhand.Parameters, expected: Values): Promise<number> {
  const differences = Object.keys(expected).map(async (name) => {
    const values = await actual[name]!.data();
    return Math.max(...expected[name]!.flat().map((value, i) => Math.abs(value - values[i]!)));
  });
  return Math.max(...(await Promise.all(differences)));
}

/** The largest distance from PyTorch's parameters over its 10 steps, with its clipped gradients or our own clipping. */
async function alongPyTorch(library: typeof byhand, { clipping }: { clipping: boolean }): Promise<number> {
  const layout = flatLayout(tensors(oracle.start));
  let state = {
    parameters: flatten(tensors(oracle.start), layout),
    moments: library.initialMoments(layout.size),
  };
  let largest = 0;
  for (const [i, { gradients, clipped, learningRate, parameters }] of oracle.steps.entries()) {
    const flat = flatten(tensors(clipping ? gradients : clipped), layout);
    state = library.adamW(
      { ...state, gradients: clipping ? library.clipByGlobalNorm(flat, oracle.options.clip).clipped : flat },
      { ...oracle.options, step: tf.scalar(i + 1), learningRate: tf.scalar(learningRate), decayed: layout.decayed },
    );
    largest = Math.max(largest, await distance(unflatten(state.parameters, layout), parameters));
  }
  return largest;
}

/** float32 against PyTorch's doubles: parameters of about 1, ten updates, a few roundings of 6e-8 each. */
const TOLERANCE = 2e-6;

beforeAll(() => byhand.useEngine("cpu"));

describe("adamW", () => {
  it("follows PyTorch's AdamW over 10 steps with two parameter groups", async () => {
    expect(await alongPyTorch(byhand, { clipping: false })).toBeLessThan(TOLERANCE);
  });

  it("follows PyTorch with clipping, too", async () => {
    expect(await alongPyTorch(byhand, { clipping: true })).toBeLessThan(TOLERANCE);
  });

  const mutants: Record<string, [file: string, from: string, to: string]> = {
    "decay inside the gradient (Adam with L2)": [
      "training/adamW.ts",
      "return tf.tidy(() => {",
      "return tf.tidy(() => { gradients = tf.add(gradients, tf.mul(weightDecay, tf.concat([tf.slice(parameters, 0, decayed)," +
        " tf.zeros([parameters.size - decayed])]))); weightDecay = 0;",
    ],
    "no bias correction": ["training/adamW.ts", "return tf.neg(tf.expm1(tf.mul(step, Math.log(beta))));", "return tf.scalar(1);"],
    "bias correction one step behind": ["training/adamW.ts", "tf.mul(step, Math.log", "tf.mul(tf.maximum(tf.sub(step, 1), 1), Math.log"],
    "decay of vectors, too": ["training/adamW.ts", "[tf.mul(matrices, kept), vectors]", "[tf.mul(matrices, kept), tf.mul(vectors, kept)]"],
    "epsilon inside the root": ["training/adamW.ts", "tf.add(tf.sqrt(second), tf.mul(epsilon, correction2))", "tf.sqrt(tf.add(second, 1e-4))"],
    "decay after the update": ["training/adamW.ts", "parameters: tf.sub(shrunk, change) as", "parameters: tf.mul(tf.sub(parameters, change), kept) as"],
  };
  it.each(Object.entries(mutants))("is told from the mutant: %s", async (_, [file, from, to]) => {
    expect(await alongPyTorch(await mutated(file, { from, to }), { clipping: false })).toBeGreaterThan(10 * TOLERANCE);
  });

  it("makes new tensors, leaves the given ones as they were, and keeps no others", async () => {
    const given = { parameters: tf.tensor1d([1, 2]), gradients: tf.tensor1d([3, 4]), moments: byhand.initialMoments(2) };
    const before = tf.memory().numTensors;
    const made = byhand.adamW(given, { step: 1, learningRate: 0.1, decayed: 1 });
    expect(tf.memory().numTensors).toBe(before + 3);
    expect([...(await given.parameters.data())]).toEqual([1, 2]);
    expect([...(await given.moments.first.data())]).toEqual([0, 0]);
    tf.dispose(made);
  });
});

describe("clipByGlobalNorm", () => {
  async function alongClipGradNorm(library: typeof byhand): Promise<number> {
    const layout = flatLayout(tensors(oracle.start));
    let largest = 0;
    for (const { gradients, norm, clipped } of oracle.steps) {
      const ours = library.clipByGlobalNorm(flatten(tensors(gradients), layout), oracle.options.clip);
      const normDistance = Math.abs((await ours.norm.data())[0]! - norm) / norm;
      largest = Math.max(largest, normDistance, await distance(unflatten(ours.clipped, layout), clipped));
    }
    return largest;
  }

  it("gives the norm and the gradients of torch.nn.utils.clip_grad_norm_, long ones and short ones", async () => {
    expect(await alongClipGradNorm(byhand)).toBeLessThan(1e-6); // float32: 6e-8 for each of a dozen numbers
  });

  it.each([
    ["clipping per tensor", "const norm = tf.sqrt(tf.sum(tf.square(gradients))) as tf.Scalar;", "const pieces = tf.split(gradients, " +
      "[6, 6, 2, 3]).map((p) => tf.mul(p, tf.minimum(tf.div(limit, tf.norm(p)), 1)));" +
      "return { clipped: tf.concat(pieces), norm: tf.norm(gradients) as tf.Scalar };"],
    ["clipping each number", "tf.mul(gradients, factor)", "tf.clipByValue(gradients, -limit, limit)"],
    ["scaling short gradients up", "tf.minimum(tf.div(limit, tf.add(norm, 1e-6)), 1)", "tf.div(limit, tf.add(norm, 1e-6))"],
  ])("is told from the mutant: %s", async (_, from, to) => {
    expect(await alongClipGradNorm(await mutated("training/clipByGlobalNorm.ts", { from, to }))).toBeGreaterThan(1e-3);
  });

  it("lets everything pass at a limit of Infinity and refuses a limit that is not positive", async () => {
    const { clipped, norm } = byhand.clipByGlobalNorm(tf.tensor1d([300, 400]), Infinity);
    expect([...(await clipped.data()), (await norm.data())[0]]).toEqual([300, 400, 500]);
    expect(() => byhand.clipByGlobalNorm(tf.tensor1d([1]), 0)).toThrow("limit is 0: give a positive norm");
  });
});

describe("warmupCosine", () => {
  const rates = (library: typeof byhand): number[] => {
    const rate = library.warmupCosine(oracle.schedule);
    return oracle.steps.map((_, step) => rate(step));
  };
  const distanceOf = (library: typeof byhand): number =>
    Math.max(...rates(library).map((rate, i) => Math.abs(rate - oracle.steps[i]!.learningRate)));

  it("gives PyTorch's LinearLR followed by CosineAnnealingLR", () => {
    expect(distanceOf(byhand)).toBeLessThan(1e-15);
  });

  it.each([
    ["a cosine that forgets the warm-up", "(step - warmup) / (total - warmup)", "step / total"],
    ["a floor that is added", "floor + 0.5 * (peak - floor)", "floor + 0.5 * peak"],
    ["a warm-up that begins at zero", "(peak * (step + 1)) / warmup", "(peak * step) / warmup"],
  ])("is told from the mutant: %s", async (_, from, to) => {
    expect(distanceOf(await mutated("training/warmupCosine.ts", { from, to }))).toBeGreaterThan(1e-3);
  });

  it("is the closed form: peak after the warm-up, half way in the middle, the floor at the end and after it", () => {
    const rate = byhand.warmupCosine({ peak: 4, warmup: 10, total: 110, floor: 2 });
    expect([0, 9, 10, 60, 110, 200].map(rate)).toEqual([0.4, 4, 4, 3, 2, 2]);
  });

  it("refuses a warm-up longer than the run, a floor above the peak and rates that are no rates", () => {
    expect(() => byhand.warmupCosine({ peak: 1, warmup: 11, total: 10 })).toThrow("warmup is 11 steps but total only 10");
    expect(() => byhand.warmupCosine({ peak: 1, total: 10, floor: 2 })).toThrow("floor is 2: give a rate from 0 to peak (1)");
    expect(() => byhand.warmupCosine({ peak: -1, total: 10 })).toThrow("peak is -1: a learning rate is positive");
  });
});
