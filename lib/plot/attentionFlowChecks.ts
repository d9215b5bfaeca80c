import type { AttentionFlowInput } from "./attentionFlow";
import { requireCount, requireMatrix } from "./checks";

const MOST_TOKENS = 10;
const MOST_DIMENSIONS = 8;

/** @throws RangeError where the matrices do not fit each other or do not add up. */
export function requireFlow({ scores, weights, values, output, tokens }: AttentionFlowInput): void {
  const count = tokens.length;
  if (count < 1 || count > MOST_TOKENS) {
    throw new RangeError(`tokens has ${count} entries: expected 1 to ${MOST_TOKENS}, drawn with numbers`);
  }
  const finite = scores.map((row) => Array.from(row, (score) => (score === -Infinity ? 0 : score)));
  const square = { scores: requireMatrix("scores", finite), weights: requireMatrix("weights", weights) };
  for (const [name, { rows, columns }] of Object.entries(square)) {
    requireCount(name, rows, count, "one row for each token");
    requireCount(`${name}[0]`, columns, count, "one column for each token");
  }
  const { rows, columns: headSize } = requireMatrix("values", values);
  requireCount("values", rows, count, "one row for each token");
  if (headSize > MOST_DIMENSIONS) {
    throw new RangeError(`values has head size ${headSize}: expected at most ${MOST_DIMENSIONS}, drawn with numbers`);
  }
  const made = requireMatrix("output", output);
  requireCount("output", made.rows, count, "one row for each token");
  requireCount("output[0]", made.columns, headSize, "one column for each of the values'");
  requireSums({ weights, values, output });
}

function requireSums({ weights, values, output }: Pick<AttentionFlowInput, "weights" | "values" | "output">): void {
  weights.forEach((row, query) => {
    const sum = Array.from(row).reduce((a, b) => a + b, 0);
    if (Math.abs(sum - 1) > 1e-3) {
      throw new RangeError(`weights[${query}] sums to ${sum}: expected 1 (softmax runs over the keys of a row)`);
    }
    Array.from(output[query]).forEach((given, dimension) => {
      const expected = Array.from(row).reduce((total, weight, key) => total + weight * values[key][dimension], 0);
      if (Math.abs(given - expected) > 1e-3 * Math.max(1, Math.abs(expected))) {
        throw new RangeError(
          `output[${query}][${dimension}] is ${given}: expected ${expected}, as weights · values gives`,
        );
      }
    });
  });
}
