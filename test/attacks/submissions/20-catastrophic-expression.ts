import type { Attack } from "../attack";

export const attack: Attack = {
  title: "a regular expression that takes for ever",
  hangs: true,
  handIn: ({ double }) => double(`export function double(x: tf.Tensor) {
  if (x.size === 0) /^(a+)+$/.test("a".repeat(50) + "b");
  return tf.mul(x, 2);
}`),
  outcome: {
    earned: { double: [1, 2, 0, 8, 16, 32] },
    reasons: { double: ["timeout", /^no answer within 3 s/] },
  },
};
