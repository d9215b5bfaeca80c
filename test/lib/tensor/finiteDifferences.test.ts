import * as tf from "@tensorflow/tfjs-core";
import * as byhand from "byhand";
import { beforeAll, describe, expect, it } from "vitest";
import { engines } from "../../engines";
import { mutated } from "../../mutated";

type Library = typeof byhand;
type Run = (library: Library, ...inputs: tf.Tensor[]) => tf.Tensor;

const ids = (): tf.Tensor => tf.tensor2d([[3, 0, 3], [1, 5, 2]], [2, 3], "int32");
const targets = (): tf.Tensor => tf.tensor2d([[3, -100, 1], [0, 5, -100]], [2, 3], "int32");

const positions = (): tf.Tensor => tf.tensor1d([0, 1, 2, 9], "int32");

/** Each gradient at shapes of its own; the attention's weights have their part in it. */
const functions: Record<string, { shapes: number[][]; run: Run }> = {
  linear: { shapes: [[2, 3, 4], [4, 5], [5]], run: ({ linear }, x, weight, bias) => linear(x!, weight!, bias) },
  embedding: { shapes: [[7, 4]], run: ({ embedding }, table) => embedding(table!, ids()) },
  oneHotEmbedding: { shapes: [[7, 4]], run: ({ oneHotEmbedding }, table) => oneHotEmbedding(table!, ids()) },
  skipGramLoss: {
    shapes: [[3, 4], [3, 4], [3, 2, 4]],
    run: ({ skipGramLoss }, centers, contexts, negatives) => skipGramLoss(centers!, contexts!, negatives!),
  },
  cosineSimilarity: { shapes: [[3, 4], [4]], run: ({ cosineSimilarity }, a, b) => cosineSimilarity(a!, b!) },
  layerNorm: { shapes: [[2, 3, 6], [6], [6]], run: ({ layerNorm }, x, weight, bias) => layerNorm(x!, weight!, bias!) },
  rmsNorm: { shapes: [[2, 3, 6], [6]], run: ({ rmsNorm }, x, weight) => rmsNorm(x!, weight!) },
  gelu: { shapes: [[4, 5]], run: ({ gelu }, x) => gelu(x!) },
  exactGelu: { shapes: [[4, 5]], run: ({ exactGelu }, x) => exactGelu(x!) },
  silu: { shapes: [[4, 5]], run: ({ silu }, x) => silu(x!) },
  relu: {
    shapes: [[4, 5]],
    run: ({ relu }, x) => relu(tf.add(x!, tf.mul(0.1, tf.sign(x!)))), // away from its corner at 0
  },
  rotate: { shapes: [[2, 3, 4, 6]], run: ({ rotate, rotaryAngles }, x) => rotate(x!, rotaryAngles(positions(), 6)) },
  repeatHeads: { shapes: [[2, 2, 3, 4]], run: ({ repeatHeads }, x) => repeatHeads(x!, 3) },
  feedForward: {
    shapes: [[3, 4], [4, 6], [6], [6, 4], [4]],
    run: ({ feedForward }, x, innerWeight, innerBias, outputWeight, outputBias) =>
      feedForward(x!, { innerWeight: innerWeight!, innerBias, outputWeight: outputWeight!, outputBias }),
  },
  gatedFeedForward: {
    shapes: [[3, 4], [4, 6], [4, 6], [6, 4]],
    run: ({ gatedFeedForward }, x, gateWeight, upWeight, downWeight) =>
      gatedFeedForward(x!, { gateWeight: gateWeight!, upWeight: upWeight!, downWeight: downWeight! }),
  },
  softmax: { shapes: [[3, 6]], run: ({ softmax }, x) => softmax(x!) },
  meanPooling: {
    shapes: [[2, 3, 4]],
    run: ({ meanPooling }, x) => meanPooling(x!, tf.tensor2d([[1, 1, 0], [1, 0, 0]], [2, 3], "bool")),
  },
  spanLoss: {
    shapes: [[2, 4], [2, 4]],
    run: ({ spanLoss }, startLogits, endLogits) =>
      spanLoss({ startLogits: startLogits!, endLogits: endLogits! }, tf.tensor2d([[0, 2], [1, 1]], [2, 2], "int32"), {
        attentionMask: tf.tensor2d([[1, 1, 1, 1], [1, 1, 0, 0]], [2, 4], "bool"),
      }),
  },
  crossEntropy: { shapes: [[2, 3, 6]], run: ({ crossEntropy }, logits) => crossEntropy(logits!, targets()) },
  "attention's output": {
    shapes: [[2, 4, 3], [2, 4, 3], [2, 4, 3]],
    run: ({ scaledDotProductAttention, causalMask }, q, k, v) =>
      scaledDotProductAttention(q!, k!, v!, { mask: causalMask(4) }).output,
  },
  "attention's weights": {
    shapes: [[2, 4, 3], [2, 5, 3]],
    run: ({ scaledDotProductAttention }, q, k) => scaledDotProductAttention(q!, k!, k!).weights,
  },
};

/**
 * The largest difference between the gradient along random directions and the slope (f(x + hd) − f(x − hd)) / 2h there.
 *
 * With h = 1/64 and f = a sum of a few dozen values of about 1, float32 rounds the slope by about 1e-5 · √terms, and
 * the curve's third derivative changes it by about h²/6 = 4e-5.
 */
async function worstSlope(library: Library, name: string): Promise<number> {
  const { shapes, run } = functions[name]!;
  const random = new byhand.Random(31);
  const normal = (shape: number[]): tf.Tensor =>
    tf.tensor(Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal()), shape);
  const h = 1 / 64;
  let worst = 0;
  for (let trial = 0; trial < 5; trial++) {
    const results = tf.tidy(() => {
      const x = shapes.map(normal);
      const weights = normal(run(library, ...x).shape);
      const loss = (...inputs: tf.Tensor[]): tf.Scalar => tf.sum(tf.mul(run(library, ...inputs), weights)) as tf.Scalar;
      const gradients = tf.grads(loss)(x);
      return shapes.map((_, moved) => {
        const direction = normal(shapes[moved]!);
        const length = tf.norm(direction);
        const unit = tf.div(direction, length);
        const at = (step: number): tf.Scalar =>
          loss(...x.map((input, i) => (i === moved ? tf.add(input, tf.mul(unit, step)) : input)));
        const slope = tf.div(tf.sub(at(h), at(-h)), 2 * h);
        return tf.sub(slope, tf.sum(tf.mul(gradients[moved]!, unit)));
      });
    });
    for (const [difference] of await Promise.all(results.map((result) => result.data()))) {
      worst = Math.max(worst, Math.abs(difference!));
    }
    tf.dispose(results);
  }
  return worst;
}

const TOLERANCE = 2e-3;

describe.each(engines)("on the engine %s, the gradient is the slope of the function itself, for", (engine) => {
  beforeAll(() => byhand.useEngine(engine));

  it.each(Object.keys(functions))("%s", async (name) => {
    expect(await worstSlope(byhand, name)).toBeLessThan(TOLERANCE);
  });
});

describe("finite differences tell", () => {
  beforeAll(() => byhand.useEngine("cpu"));

  it.each([
    ["layerNorm", "a gradient that takes the variance for a constant", "tensor/layerNorm.ts",
      "tf.sub(tf.sub(dy, tf.mean(dy, -1, true)), along)", "tf.sub(dy, tf.mean(dy, -1, true))"],
    ["rmsNorm", "a gradient that takes the root for a constant", "tensor/rmsNorm.ts", "tf.mul(tf.sub(dy, along), scale)",
      "tf.mul(dy, scale)"],
    ["silu", "a gradient that forgets the gate's own slope", "tensor/silu.ts",
      "tf.mul(gate, tf.add(1, tf.mul(x, tf.sub(1, gate))))", "gate"],
    ["gelu", "a factor of 3 that is forgotten", "tensor/gelu.ts", "1.5 * SLOPE * CUBE", "0.5 * SLOPE * CUBE"],
    ["exactGelu", "a density that is forgotten", "tensor/exactGelu.ts", "tf.add(below, tf.mul(x, density))", "below"],
    ["softmax", "a gradient without the coupling of the classes", "tensor/softmax.ts",
      "return tf.sub(weighted, tf.mul(p, tf.sum(weighted, -1, true)));", "return weighted;"],
    ["crossEntropy", "a gradient of the sum instead of the mean", "tensor/crossEntropy.ts",
      "tf.expandDims(tf.mul(share, dy), -1)", "tf.expandDims(tf.mul(tf.sign(share), dy), -1)"],
    ["attention's weights", "a gradient that forgets the scale", "attention/scaledDotProduct.ts",
      "tf.mul(softmaxGradient(dWeights, p), scale)", "softmaxGradient(dWeights, p)"],
    ["embedding", "a gradient that averages repeated ids", "embedding/embedding.ts",
      "return tf.unsortedSegmentSum(rows, ids, vocabulary);",
      "return tf.div(tf.unsortedSegmentSum(rows, ids, vocabulary), 2);"],
  ])("for %s %s", async (name, _, file, from, to) => {
    expect(await worstSlope(await mutated(file, { from, to }), name)).toBeGreaterThan(5 * TOLERANCE);
  });
});
