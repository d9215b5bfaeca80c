import type { Attack } from "../attack";

export const attack: Attack = {
  title: "not-a-number everywhere, which compares with nothing",
  handIn: ({ double }) => double("export function double(x: tf.Tensor) { return tf.mul(x, NaN); }"),
  outcome: {
    earned: { double: [0, 0, 4, 0, 0, 0] },
    reasons: { double: ["wrong", /^value 0 is NaN instead of 2$/] },
  },
};
