import * as tf from "@tensorflow/tfjs-core";
import * as byhand from "byhand";
import { beforeAll, describe, expect, it } from "vitest";
import { mutated } from "../../mutated";
import { config, enliven, largestDifference, type Library, outputsOf, randomIds } from "./models";

beforeAll(() => byhand.useEngine("cpu"));

type Counts = Record<string, number>;
type Part = (...args: unknown[]) => unknown;

/** How often each part is called in one loss of two layers. */
const expected: Counts = {
  scaledDotProductAttention: 2, splitHeads: 6, mergeHeads: 2, encoderMask: 1, crossEntropy: 1, maskedTokenLoss: 1, embedding: 3,
  feedForward: 2, gelu: 3, layerNorm: 6, postNormBlock: 2, pooling: 1,
};

function countCalls({ BertForPreTraining }: Library): Counts {
  const calls: Counts = {};
  const model = new BertForPreTraining(config);
  const own = { ...model.bert.parts } as unknown as Record<string, Part>;
  model.dispose();
  const counted = Object.entries(own).map(([name, part]): [string, Part] => [name, (...args) => {
    calls[name] = (calls[name] ?? 0) + 1;
    return part(...args);
  }]);
  const watched = new BertForPreTraining(config, { parts: Object.fromEntries(counted) });
  tf.tidy(() => void watched.loss({ ids: [[5, 6]] }, {
    tokens: tf.tensor2d([[7, -100]], [1, 2], "int32"), nextSentence: tf.tensor1d([1], "int32"),
  }));
  watched.dispose();
  return calls;
}

describe("the parts that a learner puts in place of the library's", () => {
  it("are all of the model's parts, and each is called wherever it belongs", () => {
    const model = new byhand.Bert(config);
    expect(Object.keys(model.parts).sort()).toEqual(Object.keys(expected).sort());
    model.dispose();
    expect(countCalls(byhand)).toEqual(expected);
  });

  it.each([
    ["gelu", "encoder/block.ts", "return feedForward(x, weights, gelu);", "return feedForward(x, weights);"],
    ["layerNorm", "encoder/normalize.ts", "return parts.layerNorm(x, weight.value, bias!.value, config.normEpsilon);",
      "return x.shape.length > 9 ? parts.layerNorm(x) : x;"],
    ["encoderMask", "encoder/bert.ts", "this.parts.encoderMask(attentionMask)", "attentionMask.reshape([1, 1, 1, -1])"],
    ["splitHeads", "attention/attendInHeads.ts", "parts: { splitHeads, scaledDotProductAttention, mergeHeads }",
      "parts: { scaledDotProductAttention, mergeHeads }"],
  ])("would be missed by this count, were %s not taken from outside", async (_, file, from, to) => {
    const mutant = await mutated(file, { from, to });
    let calls: Counts = {};
    try {
      calls = countCalls(mutant);
    } catch {
      // A part that is nowhere to be found.
    }
    expect(calls).not.toEqual(expected);
  });

  it("decide what the model computes: a wrong part gives the wrong result that it should", async () => {
    const model = enliven(new byhand.Bert(config));
    const inputs = { ids: [randomIds(8, 6), randomIds(8, 7)], attentionMask: [Array(8).fill(1), [1, 1, 1, 0, 0, 0, 0, 0]] as number[][] };
    const right = (await outputsOf(model, inputs))["pooled"];
    const wrong = {
      gelu: (x: tf.Tensor) => tf.relu(x),
      layerNorm: (x: tf.Tensor) => x,
      encoderMask: ({ shape: [batch, time] }: tf.Tensor) => tf.ones([batch!, 1, 1, time!], "bool"),
      embedding: (table: tf.Tensor, ids: tf.Tensor) => tf.zeros([...ids.shape, table.shape[1]!]),
      pooling: byhand.meanPooling,
      postNormBlock: byhand.preNormBlock,
    };
    for (const [name, part] of Object.entries(wrong)) {
      const other = new byhand.Bert(config, { parts: { [name]: part } }).takeParameters(model);
      expect(largestDifference((await outputsOf(other, inputs))["pooled"], right), name).toBeGreaterThan(1e-2);
      other.dispose();
    }
    model.dispose();
  });
});

describe("pooling", () => {
  const states = (): tf.Tensor3D => tf.tensor3d([[[1, 2], [3, 4], [9, 9]], [[5, 6], [7, 8], [3, 1]]]);
  const mask = (): tf.Tensor2D => tf.tensor2d([[1, 1, 0], [1, 1, 1]], [2, 3], "bool");

  it("takes the first token's vector, or the mean of the real tokens'", async () => {
    expect(await byhand.firstTokenPooling(states()).array()).toEqual([[1, 2], [5, 6]]);
    expect(await byhand.meanPooling(states(), mask()).array()).toEqual([[2, 3], [5, 5]]);
  });

  it("gives zeros for a text of padding alone", async () => {
    expect(await byhand.meanPooling(states(), tf.zeros([2, 3], "bool")).array()).toEqual([[0, 0], [0, 0]]);
  });

  it("refuses a mask of another shape", () => {
    expect(() => byhand.meanPooling(states(), tf.zeros([2, 2], "bool"))).toThrow(/attentionMask has shape \[2, 2\]: expected \[2, 3\]/);
  });

  it("refuses states without a batch", () => {
    expect(() => byhand.firstTokenPooling(tf.zeros([2, 3]))).toThrow(/states has shape \[2, 3\] \(rank 2\): expected rank 3/);
  });
});
