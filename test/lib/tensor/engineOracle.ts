import * as tf from "@tensorflow/tfjs-core";

const x = [[0.5, -1.25, 2], [3, 0, -0.75]];
const w = [[0.3, -0.6], [0.15, 0.1], [-0.3, 0.9]];
const upstream = [[1, -0.5, 2], [0.25, 3, -1]];

/** Gradient with respect to x of Σ upstream ∘ softmax(x · w · wᵀ), by whatever engine runs. */
export function softmaxGradient(x: tf.Tensor2D, w: tf.Tensor2D, upstream: tf.Tensor2D): tf.Tensor {
  return tf.grad((x: tf.Tensor) => {
    const scores = tf.matMul(tf.matMul(x as tf.Tensor2D, w), w, false, true);
    return tf.sum(tf.mul(upstream, tf.softmax(scores)));
  })(x);
}

/** The mutant: ∂p_i/∂s_i = p_i (1 − p_i) alone, without what the other scores do. */
export function softmaxJacobianTakenAsDiagonal(x: tf.Tensor2D, w: tf.Tensor2D, upstream: tf.Tensor2D): tf.Tensor {
  const p = tf.softmax(tf.matMul(tf.matMul(x, w), w, false, true));
  const scores = tf.mul(upstream, tf.mul(p, tf.sub(1, p))) as tf.Tensor2D;
  return tf.matMul(tf.matMul(scores, w), w, false, true);
}

/** Compares with the closed form in double precision: ds = p ∘ (g − Σ p g), dx = ds · w · wᵀ. */
export async function expectSoftmaxGradient(gradient: typeof softmaxGradient): Promise<void> {
  const result = tf.tidy(() => gradient(tf.tensor2d(x), tf.tensor2d(w), tf.tensor2d(upstream)));
  const values = await result.data();
  result.dispose();
  requireClose(values, closedForm().flat());
}

/** Single precision keeps 7 digits, and the values here pass through at most 3 products of 3 terms: 1e-5 is ample. */
export function requireClose(actual: ArrayLike<number>, expected: readonly number[]): void {
  if (actual.length !== expected.length) throw new Error(`has ${actual.length} values, not ${expected.length}`);
  expected.forEach((value, index) => {
    const difference = Math.abs((actual[index] ?? NaN) - value);
    if (!(difference < 1e-5)) throw new Error(`value ${index} differs by ${difference}`);
  });
}

export function closedForm(): number[][] {
  const multiply = (a: number[][], b: number[][]): number[][] =>
    a.map((row) => b[0]!.map((_, column) => row.reduce((sum, value, k) => sum + value * b[k]![column]!, 0)));
  const wTransposed = w[0]!.map((_, column) => w.map((row) => row[column]!));
  const back = (rows: number[][]): number[][] => multiply(multiply(rows, w), wTransposed);
  const scoreGradients = back(x).map((scores, row) => {
    const total = scores.reduce((sum, score) => sum + Math.exp(score), 0);
    const p = scores.map((score) => Math.exp(score) / total);
    const mean = p.reduce((sum, value, i) => sum + value * upstream[row]![i]!, 0);
    return p.map((value, i) => value * (upstream[row]![i]! - mean));
  });
  return back(scoreGradients);
}

export const inputs = { x, w, upstream };
