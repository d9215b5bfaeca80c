import type { Attack } from "../attack";
import { sleep } from "../scene";

export const attack: Attack = {
  title: "fakes the clock and the timers, then hangs",
  hangs: true,
  handIn: ({ double }) => double(`${sleep}Date.now = performance.now = () => 0;
process.hrtime = Object.assign(() => [0, 0], { bigint: () => 0n }) as any;
(globalThis as any).setTimeout = (globalThis as any).setInterval = () => 0;
process.uptime = () => 0;
export function double(x: tf.Tensor) {
  if (x.size === 0) sleep();
  return tf.mul(x, 2);
}`),
  outcome: {
    earned: { double: [1, 2, 0, 8, 16, 32] },
    reasons: { double: ["timeout", /^no answer within 3 s/] },
  },
};
