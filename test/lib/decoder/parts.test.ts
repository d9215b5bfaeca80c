import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import * as byhand from "byhand";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engines } from "../../engines";
import { mutated } from "../../mutated";
import { distance } from "../../oracle";
import { config, largest, type Library, lively, logitsOf, randomIds } from "./models";

describe("the parts that a learner puts in place of the library's", () => {
  beforeAll(() => byhand.useEngine("cpu"));

  type Counts = Record<string, number>;
  const gpt2: Counts = {
    scaledDotProductAttention: 2, splitHeads: 6, mergeHeads: 2, causalMask: 1, crossEntropy: 1, embedding: 2,
    feedForward: 2, gelu: 2, layerNorm: 5, preNormBlock: 2,
  };
  const llama: Counts = {
    scaledDotProductAttention: 2, splitHeads: 6, mergeHeads: 2, repeatHeads: 4, rotate: 4, causalMask: 1, crossEntropy: 1,
    embedding: 1, gatedFeedForward: 2, rmsNorm: 5, preNormBlock: 2,
  };
  const llamaShape = {
    keyValueHeads: 1, norm: "rms", positions: "rotary", feedForward: "swiglu", biases: false,
  } as const satisfies Partial<byhand.GPTConfig>;
  const first: Counts = { // the first transformer's
    scaledDotProductAttention: 2, splitHeads: 6, mergeHeads: 2, causalMask: 1, crossEntropy: 1, embedding: 1,
    feedForward: 2, layerNorm: 4, sinusoidalPositions: 1, // after each sum, so that none is left for the end
  };
  const firstShape = {
    normPlacement: "post", positions: "sinusoidal", feedForward: "relu",
  } as const satisfies Partial<byhand.GPTConfig>;

  /** How often each part is called in one loss of two layers. */
  async function countCalls({ GPT }: Library, shape: Partial<byhand.GPTConfig> = {}): Promise<Counts> {
    const calls: Counts = {};
    const model = new GPT({ ...config, ...shape });
    const own = { ...model.parts } as unknown as Record<string, (...args: unknown[]) => unknown>;
    model.dispose();
    const counted = Object.entries(own).map(([name, part]) => [
      name,
      (...args: unknown[]) => {
        calls[name] = (calls[name] ?? 0) + 1;
        return part(...args);
      },
    ]);
    const watched = new GPT({ ...config, ...shape }, { parts: Object.fromEntries(counted) });
    const targets = tf.tensor2d([[2, 3]], [1, 2], "int32");
    tf.tidy(() => watched.loss([[1, 2]], targets));
    targets.dispose();
    watched.dispose();
    return calls;
  }

  it("are all of the model's parts, and each is called wherever it belongs", async () => {
    const model = new byhand.GPT(config);
    expect(Object.keys(model.parts).sort()).toEqual([...new Set(Object.keys({ ...gpt2, ...llama, ...first }))].sort());
    model.dispose();
    expect(await countCalls(byhand)).toEqual(gpt2);
    expect(await countCalls(byhand, llamaShape)).toEqual(llama);
    expect(await countCalls(byhand, firstShape)).toEqual(first);
  });

  it.each([
    ["gelu", "decoder/feedForwardLayer.ts", "relu : parts.gelu);\n  }\n\n  private gated", "relu : relu);\n  }\n\n  private gated"],
    ["splitHeads", "attention/multiHead.ts", "this.parts = { ...attentionParts, ...parts };",
      "this.parts = { ...parts, ...attentionParts };"],
    ["causalMask", "decoder/positions.ts", "parts.causalMask(queries, keys)",
      "tf.linalg.bandPart(tf.ones([time, time], \"bool\"), -1, 0)"],
  ])("would be missed by this count, were %s not taken from outside", async (_, file, from, to) => {
    expect(await countCalls(await mutated(file, { from, to }))).not.toEqual(gpt2);
  });

  it("would be missed by this count, were sinusoidalPositions not taken from outside", async () => {
    const library = await mutated("decoder/gpt.ts", {
      from: "sinusoidalPositions(positions, hiddenSize)", to: "tf.zeros([...positions.shape, hiddenSize])",
    });
    expect(await countCalls(library, firstShape)).not.toEqual(first);
  });

  it("decide what the model computes: a wrong part gives the wrong result that it should", async () => {
    const model = lively(byhand);
    const ids = randomIds(8, 6);
    const right = await logitsOf(model, ids);
    const wrong = {
      gelu: (x: tf.Tensor) => tf.relu(x),
      layerNorm: (x: tf.Tensor) => x,
      causalMask: (query: number, key = query) => tf.ones([query, key], "bool") as tf.Tensor2D,
      embedding: (table: tf.Tensor, ids: tf.Tensor) => tf.zeros([...ids.shape, table.shape[1]!]),
      mergeHeads: (x: tf.Tensor) => tf.reshape(x, [x.shape[0]!, x.shape[2]!, -1]) as tf.Tensor3D,
    };
    for (const [name, part] of Object.entries(wrong)) {
      const other = new byhand.GPT(config, { parts: { [name]: part } });
      other.loadStateDict(model.stateDict());
      expect(largest(await logitsOf(other, ids), right), name).toBeGreaterThan(1e-2);
      other.dispose();
    }
    model.dispose();
  });
});

describe.skipIf(!engines.includes("tensorflow"))("positions and look-up of a learner's own, trained through as a graph", () => {
  beforeAll(async () => void (await byhand.useEngine("tensorflow")));
  afterAll(() => byhand.useEngine("cpu"));

  const own: Partial<byhand.Parts> = {
    embedding: byhand.oneHotEmbedding,
    rotate: (x, { cos, sin }) => { // by complex numbers' real and imaginary parts, one head after the other
      const size = x.shape[3]! / 2;
      const [real, imaginary] = [0, size].map((from) => tf.slice(x, [0, 0, 0, from], [-1, -1, -1, size]));
      return tf.concat([
        tf.sub(tf.mul(real!, cos), tf.mul(imaginary!, sin)), tf.add(tf.mul(imaginary!, cos), tf.mul(real!, sin)),
      ], 3) as tf.Tensor4D;
    },
    sinusoidalPositions: (positions, size) => {
      const places = tf.cast(tf.expandDims(positions, -1), "float32");
      const columns = Array.from({ length: size }, (_, j) => {
        const angle = tf.div(places, 10_000 ** ((j - (j % 2)) / size));
        return j % 2 === 0 ? tf.sin(angle) : tf.cos(angle);
      });
      return tf.concat(columns, -1);
    },
  };

  it.each(["rotary", "sinusoidal", "learned"] as const)("give the losses that the library's give (%s)", async (positions) => {
    const sizes = { vocabularySize: 17, contextLength: 8, hiddenSize: 16, layers: 1, heads: 2, positions };
    const losses: number[][] = [];
    for (const [parts, compiled] of [[undefined, false], [own, false], [own, true]] as const) {
      const model = new byhand.GPT(sizes, { seed: 1, parts });
      const data = { train: Int32Array.from(randomIds(400, 5)) };
      losses.push((await byhand.train(model, data, { steps: 8, batchSize: 4, learningRate: 3e-3, compiled })).losses);
      model.dispose();
    }
    for (const other of losses.slice(1)) {
      other.forEach((loss, step) => expect(Math.abs(loss - losses[0]![step]!)).toBeLessThan(1e-4));
    }
  });
});

describe("a saved model", () => {
  beforeAll(() => byhand.useEngine("cpu"));

  it("opens again with the same configuration and the same bits", async () => {
    const folder = await mkdtemp(join(tmpdir(), "byhand-model-"));
    const model = lively(byhand, 3, { innerSize: 20, dropout: 0.1, normEpsilon: 1e-4 });
    await model.save(folder);
    const opened = await byhand.GPT.fromPretrained(folder);
    expect(opened.config).toEqual(model.config);
    const own = model.stateDict();
    expect(Object.keys(opened.stateDict())).toEqual(Object.keys(own));
    for (const [name, tensor] of Object.entries(opened.stateDict())) {
      expect(await distance(tensor, { dtype: "float32", shape: own[name]!.shape, values: await own[name]!.data() })).toBe(0);
    }
    model.dispose();
    opened.dispose();
    await rm(folder, { recursive: true });
  });
});
