import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import * as byhand from "byhand";
import { beforeAll, describe, expect, it } from "vitest";
import { mutated } from "../../mutated";
import { distance } from "../../oracle";
import { config, largest, type Library, lively, logitsOf, randomIds } from "./models";

describe("the parts that a learner puts in place of the library's", () => {
  beforeAll(() => byhand.useEngine("cpu"));

  const parts = {
    scaledDotProductAttention: byhand.scaledDotProductAttention,
    splitHeads: byhand.splitHeads,
    mergeHeads: byhand.mergeHeads,
    causalMask: byhand.causalMask,
    crossEntropy: byhand.crossEntropy,
    embedding: byhand.embedding,
    gelu: byhand.gelu,
    layerNorm: byhand.layerNorm,
  } as unknown as Record<string, (...args: unknown[]) => unknown>;
  const callsEach = {
    scaledDotProductAttention: 2, splitHeads: 6, mergeHeads: 2, causalMask: 1,
    crossEntropy: 1, embedding: 1, gelu: 2, layerNorm: 5,
  };

  /** How often each part is called in one loss of two layers. */
  async function countCalls({ GPT }: Library): Promise<Record<string, number>> {
    const calls: Record<string, number> = {};
    const counted = Object.entries(parts).map(([name, part]) => [
      name,
      (...args: unknown[]) => {
        calls[name] = (calls[name] ?? 0) + 1;
        return part(...args);
      },
    ]);
    const model = new GPT(config, { parts: Object.fromEntries(counted) });
    const targets = tf.tensor2d([[2, 3]], [1, 2], "int32");
    tf.tidy(() => model.loss([[1, 2]], targets));
    targets.dispose();
    model.dispose();
    return calls;
  }

  it("are all of the model's parts, and each is called wherever it belongs", async () => {
    const model = new byhand.GPT(config);
    expect(Object.keys(model.parts).sort()).toEqual(Object.keys(callsEach).sort());
    model.dispose();
    expect(await countCalls(byhand)).toEqual(callsEach);
  });

  it.each([
    ["gelu", "decoder/block.ts", "this.parts.gelu(", "((x: tf.Tensor) => tf.relu(x))("],
    ["splitHeads", "attention/multiHead.ts", "this.parts = { scaledDotProductAttention, splitHeads, mergeHeads, ...parts };",
      "this.parts = { ...parts, scaledDotProductAttention, splitHeads, mergeHeads };"],
    ["causalMask", "decoder/gpt.ts", "const mask = causalMask(time, past + time);",
      "const mask = tf.linalg.bandPart(tf.ones([time, time], \"bool\"), -1, 0);"],
  ])("would be missed by this count, were %s not taken from outside", async (_, file, from, to) => {
    expect(await countCalls(await mutated(file, { from, to }))).not.toEqual(callsEach);
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
