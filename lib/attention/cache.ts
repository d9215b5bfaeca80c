import * as tf from "@tensorflow/tfjs-core";
import { requireRank, shapeText } from "../tensor/checks";

/**
 * The keys and values of earlier positions, kept so that generating a token need not compute them again.
 *
 * One for each layer; it owns its tensors: {@link dispose} it when the text is finished.
 */
export class KeyValueCache {
  private keys: tf.Tensor4D | null = null;
  private values: tf.Tensor4D | null = null;

  /** How many positions are kept. */
  get length(): number {
    return this.keys ? this.keys.shape[2] : 0;
  }

  /**
   * Adds new positions and gives all of them.
   *
   * @param keys   [batch, heads, new, head size]
   * @param values [batch, heads, new, head size]
   * @returns      both with all positions, [batch, heads, length, head size]; the cache keeps owning them
   * @throws RangeError where batch, heads or head size differ from what is kept.
   */
  append(keys: tf.Tensor4D, values: tf.Tensor4D): { keys: tf.Tensor4D; values: tf.Tensor4D } {
    this.keys = grown("keys", this.keys, keys);
    this.values = grown("values", this.values, values);
    return { keys: this.keys, values: this.values };
  }

  dispose(): void {
    this.keys?.dispose();
    this.values?.dispose();
    this.keys = this.values = null;
  }
}

function grown(name: string, kept: tf.Tensor4D | null, added: tf.Tensor4D): tf.Tensor4D {
  requireRank(name, added, 4, 4);
  if (!kept) return tf.keep(tf.clone(added));
  const [batch, heads, , headSize] = kept.shape;
  if (added.shape[0] !== batch || added.shape[1] !== heads || added.shape[3] !== headSize) {
    throw new RangeError(
      `${name} has shape ${shapeText(added.shape)} but the cache holds ${shapeText(kept.shape)}: ` +
        "batch, heads and head size must stay the same; start a new cache for another text",
    );
  }
  const all = tf.keep(tf.concat([kept, added], 2));
  kept.dispose();
  return all;
}
