import type { Attack } from "../attack";

export const attack: Attack = {
  title: "stops its own process by SIGSTOP, so that it uses no time",
  hangs: true,
  handIn: ({ double }) => double(`export function double(x: tf.Tensor) {
  if (x.size === 0) process.kill(process.pid, "SIGSTOP");
  return tf.mul(x, 2);
}`),
  outcome: {
    earned: { double: [1, 2, 0, 8, 16, 32] },
    reasons: { double: ["timeout", /^no answer within 3 s/] },
  },
};
