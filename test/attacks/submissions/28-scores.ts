import type { Attack } from "../attack";

export const attack: Attack = {
  title: "returns scores in place of values: 0, NaN, above the maximum",
  handIn: ({ double }) => double(`const scores: unknown[] = [
  { score: 80, earned: 80, points: 1 }, NaN, Infinity, { ok: true, value: { earned: 1e9 } }, 0, null,
];
let calls = 0;
export function double(x: tf.Tensor) { return scores[calls++]; }`),
  outcome: {
    earned: { double: 0 },
    reasons: { double: ["wrong", /^double should return a tensor$/] },
  },
};
