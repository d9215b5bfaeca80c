import type { Attack } from "../attack";
import { sleep } from "../scene";

export const attack: Attack = {
  title: "hangs in the third of five checks and the two after it: the two before keep their points",
  hangs: true,
  handIn: ({ double }) => double(`${sleep}export function double(x: tf.Tensor) {
  if (x.size === 0 || x.size === 2 || x.rank === 0) sleep();
  return tf.mul(x, 2);
}`),
  outcome: {
    earned: { double: [1, 2, 0, 0, 0, 32] },
    reasons: { double: ["timeout", /^no answer within 3 s/] },
  },
};
