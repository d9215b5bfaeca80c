import type { Attack } from "../attack";

export const attack: Attack = {
  title: "breaks what its own process needs to hear requests, after a right answer",
  hangs: true,
  handIn: ({ double }) => double(`export function double(x: tf.Tensor) {
  if (x.size === 0) Array.prototype.push = () => 0;
  return tf.mul(x, 2);
}`),
  outcome: {
    earned: { double: [1, 2, 0, 0, 16, 32] },
    reasons: { double: ["threw", /^your code stopped/] },
  },
};
