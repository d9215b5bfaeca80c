import type { Attack } from "../attack";
import { getRequire } from "../scene";

export const attack: Attack = {
  title: "sends an answer without end",
  handIn: ({ double }) => double(`${getRequire}const fs = node("fs");
export function double(x: tf.Tensor) {
  const bytes = Buffer.alloc(1 << 20, 65);
  while (x.size === 0) fs.writeSync(3, bytes);
  return tf.mul(x, 2);
}`),
  outcome: {
    earned: { double: [1, 2, 0, 8, 16, 32] },
    reasons: { double: ["protocol", /^the result is too large to be sent$/] },
  },
};
