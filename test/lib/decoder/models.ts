import * as tf from "@tensorflow/tfjs-core";
import * as byhand from "byhand";

export type Library = typeof byhand;

export const config = { vocabularySize: 17, contextLength: 11, hiddenSize: 12, layers: 2, heads: 3 };

const llama = { norm: "rms", positions: "rotary", feedForward: "swiglu", keyValueHeads: 1, biases: false } as const;

/** The shapes that models of the field have, and some that none has. */
export const shapes: Record<string, Partial<byhand.GPTConfig>> = {
  "GPT-2's": {},
  "Llama's": { ...llama, tiedEmbeddings: false },
  "Mistral's, with a window of 3": { ...llama, slidingWindow: 3 },
  "Gemma's": { ...llama, feedForward: "geglu", headSize: 6, keyValueHeads: 3, embeddingScale: Math.sqrt(config.hiddenSize) },
  "the first Transformer's": { normPlacement: "post", positions: "sinusoidal", feedForward: "relu" },
  "one without norms, biases and positions": { norm: "none", positions: "none", biases: false },
  "one without a residual stream": { residual: false },
};

/** A model whose parameters are of lively size: fresh ones are so small that much would go unnoticed. */
export function lively({ GPT, Random }: Library, seed = 1, options: Partial<byhand.GPTConfig> = {}): byhand.GPT {
  const model = new GPT({ ...config, ...options }, { seed });
  const random = new Random(seed + 100);
  const parameters = Object.entries(model.stateDict()).map(([name, { shape, size }]): [string, tf.Tensor] => [
    name,
    tf.tensor(Float32Array.from({ length: size }, () => random.normal() * 0.4), shape),
  ]);
  model.loadStateDict(Object.fromEntries(parameters));
  tf.dispose(Object.fromEntries(parameters));
  return model;
}

/** Ids below the vocabulary's size. */
export const randomIds = (length: number, seed: number): number[] => {
  const random = new byhand.Random(seed);
  return Array.from({ length }, () => random.integer(config.vocabularySize));
};

/** The logits of one text, [time, vocabulary]. */
export async function logitsOf(model: byhand.GPT, ids: number[], cache?: byhand.KeyValueCache[]): Promise<number[][]> {
  const logits = tf.tidy(() => model.forward([ids], { cache }).logits);
  const values = (await logits.array())[0]!;
  logits.dispose();
  return values;
}

/** The largest difference between two tables of logits. */
export const largest = (a: number[][], b: number[][]): number =>
  Math.max(...a.flatMap((row, i) => row.map((value, j) => Math.abs(value - b[i]![j]!))));
