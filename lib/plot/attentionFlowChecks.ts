import type { AttentionFlowInput } from "./attentionFlow";
import { checkCount, checkMatrix } from "./checks";

const MOST_TOKENS = 10;
const MOST_DIMENSIONS = 8;

/** Throws a RangeError unless the matrices fit each other and add up. */
export function checkFlow({ scores, weights, values, output, tokens }: AttentionFlowInput): void {
  const count = tokens.length;
  if (count < 1 || count > MOST_TOKENS) {
    throw new RangeError(`tokens has ${count} entries but 1 to ${MOST_TOKENS} can be drawn with their numbers.`);
  }
  const finite = scores.map((row) => Array.from(row, (score) => (score === -Infinity ? 0 : score)));
  const square = { scores: checkMatrix("scores", finite), weights: checkMatrix("weights", weights) };
  for (const [name, { rows, columns }] of Object.entries(square)) {
    checkCount(name, rows, count, "one row for each token");
    checkCount(`${name}[0]`, columns, count, "one column for each token");
  }
  const { rows, columns: headSize } = checkMatrix("values", values);
  checkCount("values", rows, count, "one row for each token");
  if (headSize > MOST_DIMENSIONS) {
    throw new RangeError(`values has head size ${headSize} but at most ${MOST_DIMENSIONS} can be drawn with numbers.`);
  }
  const made = checkMatrix("output", output);
  checkCount("output", made.rows, count, "one row for each token");
  checkCount("output[0]", made.columns, headSize, "one column for each of the values'");
  checkSums({ weights, values, output });
}

function checkSums({ weights, values, output }: Pick<AttentionFlowInput, "weights" | "values" | "output">): void {
  weights.forEach((row, query) => {
    const sum = Array.from(row).reduce((a, b) => a + b, 0);
    if (Math.abs(sum - 1) > 1e-3) {
      throw new RangeError(`weights[${query}] sums to ${sum} but must sum to 1: softmax runs over the keys of a row.`);
    }
    Array.from(output[query]).forEach((given, dimension) => {
      const expected = Array.from(row).reduce((total, weight, key) => total + weight * values[key][dimension], 0);
      if (Math.abs(given - expected) > 1e-3 * Math.max(1, Math.abs(expected))) {
        throw new RangeError(
          `output[${query}][${dimension}] is ${given} but weights · values gives ${expected}: pass matching matrices.`,
        );
      }
    });
  });
}
