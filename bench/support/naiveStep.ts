import * as tf from "@tensorflow/tfjs-core";
import type * as byhand from "byhand";
import type { Shape } from "./gptWork";

/**
 * Trains the same GPT as one would write it first: tfjs's operations with tfjs's own gradients, a variable and an Adam for
 * each parameter. It lacks what the library's step does besides: clipping, weight decay, targets to ignore.
 *
 * tfjs's WASM engine has no gradient of tf.gather, so that embeddings are looked up by a product with one-hot rows.
 */
export class NaiveStep {
  private readonly weights: Record<string, tf.Variable>;
  private readonly optimizer = tf.train.adam(1e-3, 0.9, 0.95);
  private readonly mask: tf.Tensor; // [time, time]

  /** @param parameters of a byhand.GPT of that shape, which are copied */
  constructor(private readonly shape: Shape, parameters: byhand.Parameters) {
    this.weights = Object.fromEntries(Object.entries(parameters).map(([name, value]) =>
      [name.replace("transformer.", ""), tf.variable(tf.clone(value))]));
    const all = tf.ones([shape.contextLength, shape.contextLength]);
    this.mask = tf.tidy(() => tf.mul(tf.sub(tf.linalg.bandPart(all, -1, 0), 1), 1e9));
    all.dispose();
  }

  /** One step; the loss before it, which the caller disposes. */
  train({ inputs, targets }: byhand.Batch): tf.Scalar {
    const loss = (): tf.Scalar => {
      const labels = tf.oneHot(tf.reshape(targets as tf.Tensor, [-1]) as tf.Tensor1D, this.shape.vocabularySize);
      return tf.losses.softmaxCrossEntropy(labels, this.logits(inputs as tf.Tensor2D));
    };
    return this.optimizer.minimize(loss, true, Object.values(this.weights))!;
  }

  dispose(): void {
    tf.dispose([this.weights, this.mask]);
    this.optimizer.dispose();
  }

  private logits(ids: tf.Tensor2D): tf.Tensor2D {
    const { layers, contextLength, hiddenSize, vocabularySize, batchSize } = this.shape;
    const { "wte.weight": table, "wpe.weight": positions } = this.weights;
    const rows = tf.cast(tf.oneHot(tf.reshape(ids, [-1]) as tf.Tensor1D, vocabularySize), "float32");
    const tokens = tf.reshape(tf.matMul(rows, table as tf.Tensor), [batchSize, contextLength, hiddenSize]);
    let x: tf.Tensor = tf.reshape(tf.add(tokens, positions!), [-1, hiddenSize]); // [batch · time, hidden]
    for (let layer = 0; layer < layers; layer++) {
      x = tf.add(x, this.attention(this.norm(x, `h.${layer}.ln_1`), `h.${layer}.attn`));
      const inner = gelu(this.linear(this.norm(x, `h.${layer}.ln_2`), `h.${layer}.mlp.c_fc`));
      x = tf.add(x, this.linear(inner, `h.${layer}.mlp.c_proj`));
    }
    return tf.matMul(this.norm(x, "ln_f") as tf.Tensor2D, table as tf.Tensor2D, false, true);
  }

  private attention(x: tf.Tensor, name: string): tf.Tensor {
    const { heads, contextLength, hiddenSize, batchSize } = this.shape;
    const headSize = hiddenSize / heads;
    const [query, key, value] = tf.split(this.linear(x, `${name}.c_attn`), 3, -1).map((part) =>
      tf.transpose(tf.reshape(part, [batchSize, contextLength, heads, headSize]), [0, 2, 1, 3]));
    const scores = tf.div(tf.matMul(query!, key!, false, true), Math.sqrt(headSize));
    const weights = tf.softmax(tf.add(scores, this.mask));
    const attended = tf.transpose(tf.matMul(weights, value!), [0, 2, 1, 3]);
    return this.linear(tf.reshape(attended, [-1, hiddenSize]), `${name}.c_proj`);
  }

  private linear(x: tf.Tensor, name: string): tf.Tensor {
    return tf.add(tf.matMul(x as tf.Tensor2D, this.weights[`${name}.weight`] as tf.Tensor2D), this.weights[`${name}.bias`]!);
  }

  private norm(x: tf.Tensor, name: string): tf.Tensor {
    const { mean, variance } = tf.moments(x, -1, true);
    const normalized = tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, 1e-5)));
    return tf.add(tf.mul(normalized, this.weights[`${name}.weight`]!), this.weights[`${name}.bias`]!);
  }
}

function gelu(x: tf.Tensor): tf.Tensor {
  const cubed = tf.mul(tf.mul(tf.mul(x, x), x), 0.044715);
  return tf.mul(tf.mul(x, 0.5), tf.add(1, tf.tanh(tf.mul(tf.add(x, cubed), Math.sqrt(2 / Math.PI)))));
}
