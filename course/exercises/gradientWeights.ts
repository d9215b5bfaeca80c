/**
 * Fixed weights in (−1, 1) for the output of a gradient check: `w[i] = sin(12.9898 · (i + 1) + 78.233 · salt)`.
 *
 * A plain sum would hide mistakes: each row of a softmax sums to one, so the gradient of its sum is zero, right or
 * wrong. `salt` numbers the tensors of a result that has several.
 */
export function gradientWeights(size: number, salt = 0): Float32Array {
  return Float32Array.from({ length: size }, (_, i) => Math.sin(12.9898 * (i + 1) + 78.233 * salt));
}
