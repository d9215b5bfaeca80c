/** Weights of a causal head in which every row decays into the past: rows sum to 1, the future is 0. */
export function causalWeights(count: number): number[][] {
  return Array.from({ length: count }, (_, query) => {
    const row = Array.from({ length: count }, (_, key) => (key > query ? 0 : 0.5 ** (query - key)));
    const sum = row.reduce((a, b) => a + b, 0);
    return row.map((weight) => weight / sum);
  });
}

/** Tokens that differ, some of them blank. */
export function tokensOf(count: number): string[] {
  const letter = (i: number): string => String.fromCharCode(97 + (i % 26));
  return Array.from({ length: count }, (_, i) => (i % 5 === 4 ? " " : i % 7 === 6 ? "\n" : letter(i)));
}

/** One head on two tokens whose numbers can be checked by hand: equal scores, then a masked key. */
export function flow() {
  return {
    scores: [[1, -Infinity], [3, 3]], weights: [[1, 0], [0.5, 0.5]], values: [[1, 2, 3], [3, 2, -1]],
    output: [[1, 2, 3], [2, 2, 1]], tokens: ["a", "b"],
  };
}
