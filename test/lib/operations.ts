import * as tf from "@tensorflow/tfjs-core";
import * as byhand from "byhand";
import type { FeedForwardWeights, GatedFeedForwardWeights } from "byhand";
import { distance, type OracleTensor, readJsonOracle, tensorOf } from "../oracle";

export type Library = typeof byhand;

/** One run of an operation in PyTorch (test/oracles/operations.py, decoder_operations.py, word_vectors.py). */
interface Case {
  operation: string;
  options: Record<string, number>;
  inputs: Record<string, OracleTensor>;
  outputs: Record<string, OracleTensor>;
  upstream: Record<string, OracleTensor>;
  gradients: Record<string, OracleTensor>;
}

type Tensors = Record<string, tf.Tensor>;
type Operation = (library: Library, inputs: Tensors, options: Record<string, number>) => Tensors;

const operations: Record<string, Operation> = {
  linear: ({ linear }, { x, weight, bias }) => ({ output: linear(x!, weight!, bias) }),
  embedding: ({ embedding }, { table, ids }) => ({ output: embedding(table!, ids!) }),
  oneHotEmbedding: ({ oneHotEmbedding }, { table, ids }) => ({ output: oneHotEmbedding(table!, ids!) }),
  skipGramLoss: ({ skipGramLoss }, { centers, contexts, negatives }) => ({
    output: skipGramLoss(centers!, contexts!, negatives!),
  }),
  cosineSimilarity: ({ cosineSimilarity }, { a, b }) => ({ output: cosineSimilarity(a!, b!) }),
  layerNorm: ({ layerNorm }, { x, weight, bias }, { epsilon }) => ({ output: layerNorm(x!, weight!, bias!, epsilon) }),
  gelu: ({ gelu }, { x }) => ({ output: gelu(x!) }),
  softmax: ({ softmax }, { x }) => ({ output: softmax(x!) }),
  crossEntropy: ({ crossEntropy }, { logits, targets }, options) => ({ output: crossEntropy(logits!, targets!, options) }),
  attention: ({ scaledDotProductAttention }, { query, key, value, mask }, options) => ({
    ...scaledDotProductAttention(query!, key!, value!, { mask, ...options }),
  }),
  multiHead: ({ MultiHeadAttention, Random, functionalCall }, { x, mask, ...parameters }, { heads }) => {
    const module = new MultiHeadAttention({ hiddenSize: x!.shape[2]!, heads: heads! }, { random: new Random(0) });
    const result = functionalCall(module, parameters, () => module.forward(x!, { mask }));
    module.dispose();
    return { ...result };
  },
  groupedQuery: ({ MultiHeadAttention, Random, functionalCall }, { x, mask, ...parameters }, options) => {
    const sizes = options as { heads: number; keyValueHeads: number; headSize: number };
    const module = new MultiHeadAttention({ hiddenSize: x!.shape[2]!, ...sizes }, { random: new Random(0) });
    const { output } = functionalCall(module, parameters, () => module.forward(x!, { mask }));
    module.dispose();
    return { output };
  },
  crossAttention: ({ CrossAttention, Random, functionalCall }, { x, context, mask, ...parameters }, { heads }) => {
    const module = new CrossAttention({ hiddenSize: x!.shape[2]!, heads: heads! }, { random: new Random(0) });
    const result = functionalCall(module, parameters, () => module.forward(x!, context!, { mask }));
    module.dispose();
    return { ...result };
  },
  rmsNorm: ({ rmsNorm }, { x, weight }, { epsilon }) => ({ output: rmsNorm(x!, weight!, epsilon) }),
  silu: ({ silu }, { x }) => ({ output: silu(x!) }),
  relu: ({ relu }, { x }) => ({ output: relu(x!) }),
  rotate: ({ rotate, rotaryAngles }, { x, positions }, { base }) => ({
    output: rotate(x!, rotaryAngles(positions!, x!.shape[3]!, { base })),
  }),
  sinusoidal: ({ sinusoidalPositions }, { positions }, { size }) => ({ output: sinusoidalPositions(positions!, size!) }),
  repeatHeads: ({ repeatHeads }, { x }, { times }) => ({ output: repeatHeads(x!, times!) }),
  slidingWindow: ({ slidingWindowMask }, { lengths }, { window }) => {
    const [queries, keys] = lengths!.dataSync() as Int32Array; // the lengths are no tensor for the library
    return { output: slidingWindowMask(queries!, keys!, window!) };
  },
  feedForward: ({ feedForward }, { x, ...weights }) => ({ output: feedForward(x!, weights as FeedForwardWeights) }),
  feedForwardRelu: ({ feedForward, relu }, { x, ...weights }) => ({
    output: feedForward(x!, weights as FeedForwardWeights, relu),
  }),
  swiglu: ({ gatedFeedForward }, { x, ...weights }) => ({ output: gatedFeedForward(x!, weights as GatedFeedForwardWeights) }),
  geglu: ({ gatedFeedForward, gelu }, { x, ...weights }) => ({
    output: gatedFeedForward(x!, weights as GatedFeedForwardWeights, gelu),
  }),
  preNormBlock: (library, inputs, options) => ({ output: oneBlock(library, inputs, { ...options, normPlacement: "pre" }) }),
  postNormBlock: (library, inputs, options) => ({ output: oneBlock(library, inputs, { ...options, normPlacement: "post" }) }),
};

/** The output of a GPT's block with these parameters. */
function oneBlock({ GPT, functionalCall }: Library, { x, mask, ...parameters }: Tensors, options: object): tf.Tensor {
  const sizes = { vocabularySize: 2, contextLength: x!.shape[1]!, hiddenSize: x!.shape[2]!, layers: 1, heads: 1 };
  const model = new GPT({ ...sizes, feedForward: "relu", ...options });
  const [block] = model.transformer.h;
  const { x: output } = functionalCall(block!, parameters, () => block!.forward(x!, { mask }));
  model.dispose();
  return output;
}

type Cases = { cases: Record<string, Case> };
export const cases = {
  ...readJsonOracle<Cases>("operations.json").cases,
  ...readJsonOracle<Cases>("decoder_operations.json").cases,
  ...readJsonOracle<Cases>("word_vectors.json").cases,
};

/** The names of the cases of these operations. */
export function casesOf(...names: string[]): string[] {
  return Object.keys(cases).filter((name) => names.includes(cases[name]!.operation));
}

/**
 * How far values and gradients of a library (the real one or a mutant) are from PyTorch's, in the worst of all outputs
 * and gradients of a case.
 */
export async function distanceFromPyTorch(library: Library, name: string): Promise<number> {
  const { operation, options, inputs, outputs, upstream, gradients } = cases[name]!;
  const made: tf.Tensor[] = [];
  const on = (described: OracleTensor): tf.Tensor => {
    made.push(tensorOf(described));
    return made.at(-1)!;
  };
  const given = Object.fromEntries(Object.entries(inputs).map(([key, tensor]) => [key, on(tensor)]));
  const weights = Object.fromEntries(Object.entries(upstream).map(([key, tensor]) => [key, on(tensor)]));
  const leaves = Object.keys(gradients);

  const actual = tf.tidy(() => operations[operation]!(library, given, options));
  const loss = (...tensors: tf.Tensor[]): tf.Scalar => {
    const replaced = { ...given, ...Object.fromEntries(leaves.map((leaf, i) => [leaf, tensors[i]!])) };
    const results = operations[operation]!(library, replaced, options);
    return tf.addN(Object.entries(results).map(([key, result]) => tf.sum(tf.mul(result, weights[key]!)))) as tf.Scalar;
  };
  const slopes = leaves.length > 0 ? tf.grads(loss)(leaves.map((leaf) => given[leaf]!)) : [];

  const distances = [
    ...Object.entries(outputs).map(([key, expected]) => distance(actual[key]!, expected)),
    ...leaves.map((leaf, i) => distance(slopes[i]!, gradients[leaf]!)),
  ];
  const worst = Math.max(...(await Promise.all(distances)));
  tf.dispose([made, slopes, actual]);
  return worst;
}

/** The worst distance over several cases. */
export async function worstDistance(library: Library, names: string[]): Promise<number> {
  let worst = 0;
  for (const name of names) worst = Math.max(worst, await distanceFromPyTorch(library, name));
  return worst;
}
