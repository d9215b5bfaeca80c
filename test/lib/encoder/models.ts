import * as tf from "@tensorflow/tfjs-core";
import * as byhand from "byhand";

export type Library = typeof byhand;

export const config = {
  vocabularySize: 19, contextLength: 12, hiddenSize: 12, layers: 2, heads: 3, innerSize: 20,
} satisfies byhand.BertConfig;

/** One of each class. */
export const makers: Record<string, (library: Library, options?: Partial<byhand.BertConfig>) => byhand.AnyBert> = {
  Bert: ({ Bert }, options) => new Bert({ ...config, ...options }, { seed: 1 }),
  BertForPreTraining: ({ BertForPreTraining }, options) => new BertForPreTraining({ ...config, ...options }, { seed: 1 }),
  BertForMaskedLM: ({ BertForMaskedLM }, options) => new BertForMaskedLM({ ...config, ...options }, { seed: 1 }),
  BertForNextSentencePrediction: ({ BertForNextSentencePrediction }, options) =>
    new BertForNextSentencePrediction({ ...config, ...options }, { seed: 1 }),
  BertForSequenceClassification: ({ BertForSequenceClassification }, options) =>
    new BertForSequenceClassification({ ...config, ...options }, { seed: 1, labels: ["no", "yes", "maybe"] }),
  BertForTokenClassification: ({ BertForTokenClassification }, options) =>
    new BertForTokenClassification({ ...config, ...options }, { seed: 1, labels: ["O", "PER", "LOC"] }),
  BertForQuestionAnswering: ({ BertForQuestionAnswering }, options) =>
    new BertForQuestionAnswering({ ...config, ...options }, { seed: 1 }),
};

/** Gives a model parameters of lively size: fresh ones are so small that much would go unnoticed. */
export function enliven<Model extends byhand.Module>(model: Model, seed = 1): Model {
  const random = new byhand.Random(seed + 100);
  for (const [name, parameter] of model.namedParameters()) {
    const { size, shape } = parameter.value;
    const lift = name.endsWith("LayerNorm.weight") ? 1 : 0;
    const tensor = tf.tensor(Float32Array.from({ length: size }, () => lift + random.normal() * 0.4), shape);
    parameter.set(tensor);
    tensor.dispose();
  }
  return model;
}

/** Ids of ordinary tokens, 5 and above. */
export const randomIds = (length: number, seed: number): number[] => {
  const random = new byhand.Random(seed);
  return Array.from({ length }, () => 5 + random.integer(config.vocabularySize - 5));
};

/** All that a model gives for these inputs, by name, as numbers. */
export async function outputsOf(model: byhand.AnyBert, inputs: byhand.BertInputs): Promise<Record<string, number[][][]>> {
  const outputs = tf.tidy(() => {
    const { hiddenStates, attentions, ...others } = model.forward(inputs) as byhand.BertOutput & Record<string, tf.Tensor>;
    const named: Record<string, tf.Tensor> = { ...others };
    hiddenStates.forEach((state, i) => (named[`hiddenStates.${i}`] = state));
    void attentions;
    return named;
  });
  const found: Record<string, number[][][]> = {};
  for (const [name, tensor] of Object.entries(outputs)) found[name] = (await tensor.array()) as number[][][];
  tf.dispose(outputs);
  return found;
}

/** The largest difference between two values of nested lists. */
export function largestDifference(a: unknown, b: unknown): number {
  if (typeof a === "number") return Math.abs(a - (b as number));
  return Math.max(...(a as unknown[]).map((value, i) => largestDifference(value, (b as unknown[])[i])));
}

/** Targets for a batch of two texts of this many tokens, each of 3 real tokens at least, for the loss of each class. */
export function lossOf(model: byhand.AnyBert, inputs: byhand.BertInputs, time: number): tf.Scalar {
  const filled = (labels: number[], filling: number): number[] =>
    Array.from({ length: time }, (_, i) => labels[i] ?? filling);
  const rows = (first: number[], second: number[]): tf.Tensor2D =>
    tf.tensor2d([filled(first, -100), filled(second, -100)], [2, time], "int32");
  if ("losses" in model) {
    return model.loss(inputs, { tokens: rows([-100, 6, 7], [5, -100, 8]), nextSentence: tf.tensor1d([1, 0], "int32") });
  }
  if ("qa_outputs" in model) return model.loss(inputs, tf.tensor2d([[1, 2], [0, 2]], [2, 2], "int32"));
  if (!("loss" in model)) {
    const { hiddenStates, pooled } = model.forward(inputs);
    const first = tf.slice(hiddenStates.at(-1)!, [0, 0, 0], [2, 3, -1]);
    return tf.add(tf.mean(tf.square(first)), tf.mean(tf.square(pooled!)));
  }
  const output = tf.tidy(() => (model.forward(inputs) as { logits: tf.Tensor }).logits.rank);
  const labels = output === 2 ? tf.tensor1d([1, 0], "int32") : rows([0, 1, 2], [-100, 1, 0]);
  return (model as byhand.BertForMaskedLM).loss(inputs, labels);
}
