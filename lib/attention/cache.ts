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

  /**
   * Keeps these rows of the batch, in this order; a row may come more than once, as when one beam goes on as two.
   * @throws RangeError where nothing is kept yet, or a row is outside the batch.
   */
  select(rows: readonly number[]): void {
    const [batch = 0] = this.keys?.shape ?? [];
    const unknown = rows.find((row) => !Number.isInteger(row) || row < 0 || row >= batch);
    if (unknown !== undefined || rows.length === 0) {
      throw new RangeError(`rows is [${rows.join(", ")}]: expected at least one of the cache's ${batch} rows, from 0 on`);
    }
    [this.keys, this.values] = [selected(this.keys!, rows), selected(this.values!, rows)];
  }

  /**
   * Both with zeros behind them up to a capacity, as new tensors: what {@link FixedCache} begins with.
   * @throws RangeError where nothing is kept yet, or more than the capacity.
   */
  padded(capacity: number): { keys: tf.Tensor4D; values: tf.Tensor4D } {
    const { keys, values, length } = this;
    if (!keys || !values || length > capacity) {
      throw new RangeError(
        `capacity is ${capacity} but the cache holds ${length} positions: expected at least one, and room for all of them`,
      );
    }
    const pad = (kept: tf.Tensor4D): tf.Tensor4D => tf.pad(kept, [[0, 0], [0, 0], [0, capacity - length], [0, 0]]);
    return { keys: pad(keys), values: pad(values) };
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

function selected(kept: tf.Tensor4D, rows: readonly number[]): tf.Tensor4D {
  const chosen = tf.tidy(() => tf.keep(tf.gather(kept, tf.tensor1d([...rows], "int32"))));
  kept.dispose();
  return chosen;
}
