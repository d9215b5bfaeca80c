import * as tf from "@tensorflow/tfjs-core";

/** How fast the current engine is, measured on this machine just now. */
export interface Speed {
  /** 10⁹ floating-point operations per second in a square matrix product. */
  gigaflops: number;
  /** Milliseconds for one attention step with its gradient: 12 texts, 4 heads, 64 tokens, head size 32. */
  attentionMilliseconds: number;
}

/**
 * Measures the current engine: the median of repeated runs, the first of each left out.
 *
 * @param options.size Rows and columns of the matrices; a product takes 2·size³ operations.
 * @param options.milliseconds For how long each of the two is repeated (at least three times).
 */
export async function measureSpeed({ size = 512, milliseconds = 150 } = {}): Promise<Speed> {
  const [a, b] = [tf.fill([size, size], 0.5), tf.fill([size, size], 0.25)];
  const product = await median(() => tf.matMul(a, b), milliseconds);
  const x = tf.fill<tf.Rank.R4>([12, 4, 64, 32], 0.1);
  const attention = (x: tf.Tensor): tf.Tensor =>
    tf.sum(tf.matMul(tf.softmax(tf.matMul(x, x, false, true)), x));
  const step = await median(() => tf.grad(attention)(x), milliseconds);
  tf.dispose([a, b, x]);
  return { gigaflops: 2 * size ** 3 / product / 1e6, attentionMilliseconds: step };
}

async function median(run: () => tf.Tensor, milliseconds: number): Promise<number> {
  const once = async (): Promise<number> => {
    const start = performance.now();
    const result = tf.tidy(run);
    await result.data(); // Operations are queued: only a read makes sure that they are done.
    result.dispose();
    return performance.now() - start;
  };
  await once();
  const times: number[] = [];
  for (const end = performance.now() + milliseconds; times.length < 3 || performance.now() < end;) {
    times.push(await once());
  }
  times.sort((left, right) => left - right);
  return times[times.length >> 1] ?? 0;
}
