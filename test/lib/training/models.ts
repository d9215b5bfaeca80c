import * as tf from "@tensorflow/tfjs-core";
import * as byhand from "byhand";

/** The smallest language model: a table of logits for the next token, [vocabulary, vocabulary]. */
export function bigramModel(table: number[][], { rate = 0, library = byhand } = {}): byhand.Trainable {
  class Bigram extends library.Module {
    readonly table = new library.Parameter(tf.tensor2d(table));

    loss(inputs: tf.Tensor, targets: tf.Tensor): tf.Scalar {
      const logits = library.embedding(this.table.value, inputs); // [batch, time, vocabulary]
      return library.crossEntropy(this.training ? library.dropout(logits, rate) : logits, targets);
    }
  }
  return new Bigram();
}

/** A GPT that takes milliseconds for a step. */
export function smallGPT({ seed = 1, dropout = 0, parts, library = byhand }: {
  seed?: number;
  dropout?: number;
  parts?: Partial<byhand.Parts>;
  library?: typeof byhand;
} = {}): byhand.GPT {
  const config = { vocabularySize: 7, contextLength: 8, hiddenSize: 8, layers: 2, heads: 2, dropout };
  return new library.GPT(config, { seed, parts });
}

/** A text with something to learn: each id is followed by one of two. */
export function text(length: number, { vocabulary = 7, seed = 3 } = {}): Int32Array {
  const random = new byhand.Random(seed);
  let id = 0;
  return Int32Array.from({ length }, () => (id = (2 * id + 1 + random.integer(2)) % vocabulary));
}

/** All parameters' numbers by name. */
export async function numbers(parameters: byhand.Parameters): Promise<Record<string, number[]>> {
  const entries = Object.entries(parameters).map(async ([name, tensor]): Promise<[string, number[]]> =>
    [name, [...(await tensor.data())]]);
  return Object.fromEntries(await Promise.all(entries));
}
