import type { Attack } from "../attack";
import { getRequire } from "../scene";

export const attack: Attack = {
  title: "has Node write its traces to files",
  reachesOut: true,
  hangs: true,
  handIn: ({ double }) => double(`${getRequire}export function double(x: tf.Tensor) {
  if (x.size === 0) {
    node("trace_events").createTracing({ categories: ["node", "v8"] }).enable();
    const end = Date.now() + 300;
    while (Date.now() < end);
  }
  return tf.mul(x, 2);
}`),
  outcome: {
    earned: { double: [1, 2, 0, 8, 16, 32] },
    reasons: { double: ["timeout", /^no answer within 3 s/] },
  },
};
