import type { Attack } from "../attack";
import { getRequire } from "../scene";

export const attack: Attack = {
  title: "closes the pipes to the grader",
  handIn: ({ double }) => double(`${getRequire}const fs = node("fs");
export function double(x: tf.Tensor) {
  if (x.size === 0) for (const pipe of [1, 2, 3]) fs.closeSync(pipe);
  return tf.mul(x, 2);
}`),
  outcome: {
    earned: { double: [1, 2, 0, 8, 16, 32] },
    reasons: { double: ["crashed", /^the code ended its own process/] },
  },
};
