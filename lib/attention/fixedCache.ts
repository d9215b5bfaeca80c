import * as tf from "@tensorflow/tfjs-core";

/**
 * A key/value cache of a fixed capacity: its tensors keep their shapes while the text grows, so that one compiled graph
 * serves every token. {@link KeyValueCache} is the one to read first.
 *
 * The place where the next key goes is a tensor, since it changes from token to token. Places behind it hold zeros, which
 * the causal mask hides. It owns nothing: `keys` and `values` are to be returned from the graph and given to its next run.
 */
export class FixedCache {
  readonly capacity: number;

  /**
   * @param keys     [batch, heads, capacity, head size]
   * @param values   the same
   * @param position int32 scalar: how many positions are taken
   */
  constructor(public keys: tf.Tensor4D, public values: tf.Tensor4D, readonly position: tf.Scalar) {
    this.capacity = keys.shape[2];
  }

  /**
   * Adds one position's keys and values, each [batch, heads, 1, head size].
   * @returns both with all places, [batch, heads, capacity, head size]
   */
  append(keys: tf.Tensor4D, values: tf.Tensor4D): { keys: tf.Tensor4D; values: tf.Tensor4D } {
    const places = tf.reshape(tf.range(0, this.capacity, 1, "int32"), [1, 1, this.capacity, 1]);
    const here = tf.cast(tf.equal(places, this.position), "float32"); // 1 at the position, 0 elsewhere
    this.keys = tf.add(this.keys, tf.mul(keys, here));
    this.values = tf.add(this.values, tf.mul(values, here));
    return { keys: this.keys, values: this.values };
  }
}
