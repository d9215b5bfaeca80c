import type { Attack } from "../attack";

export const attack: Attack = {
  title: "an endless loop on one input, deaf to signals but SIGKILL",
  hangs: true,
  handIn: ({ double }) => double(`const signals = ["SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT"];
for (const signal of signals) process.on(signal, () => {});
export function double(x: tf.Tensor) {
  while (x.size === 0);
  return tf.mul(x, 2);
}`),
  outcome: {
    earned: { double: [1, 2, 0, 8, 16, 32] },
    reasons: { double: ["timeout", /^no answer within 3 s: does a loop never end\?$/] },
  },
};
