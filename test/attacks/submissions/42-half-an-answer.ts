import type { Attack } from "../attack";
import { getRequire, sleep } from "../scene";

export const attack: Attack = {
  title: "sends half an answer, then hangs",
  hangs: true,
  handIn: ({ double }) => double(`${sleep}${getRequire}const fs = node("fs");
export function double(x: tf.Tensor) {
  if (x.size === 0) fs.writeSync(3, '{"nonce":');
  if (x.size === 0) sleep();
  return tf.mul(x, 2);
}`),
  outcome: {
    earned: { double: [1, 2, 0, 8, 16, 32] },
    reasons: { double: ["timeout", /^no answer within 3 s/] },
  },
};
