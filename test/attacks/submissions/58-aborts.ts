import type { Attack } from "../attack";

export const attack: Attack = {
  title: "aborts, and kills its own process group, on some inputs only",
  handIn: ({ double }) => double(`export function double(x: tf.Tensor) {
  if (x.size === 0) process.abort();
  if (x.size === 2) process.kill(0, "SIGKILL");
  return tf.mul(x, 2);
}`),
  outcome: {
    earned: { double: [1, 2, 0, 0, 16, 32] },
    reasons: { double: ["crashed", /^the code ended its own process \(killed by SIGABRT\)|\(exit code 134\)/] },
  },
};
