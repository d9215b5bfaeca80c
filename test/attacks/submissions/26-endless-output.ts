import type { Attack } from "../attack";
import { getRequire } from "../scene";

export const attack: Attack = {
  title: "prints without end on one input",
  handIn: ({ double }) => double(`${getRequire}const fs = node("fs");
export function double(x: tf.Tensor) {
  while (x.size === 3) fs.writeSync(2, "y".repeat(65536));
  return tf.mul(x, 2);
}`),
  outcome: {
    earned: { double: [0, 2, 4, 8, 16, 32] },
    reasons: { double: ["crashed", /^the code printed more than 4 MB$/] },
  },
};
