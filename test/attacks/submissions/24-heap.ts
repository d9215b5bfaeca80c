import type { Attack } from "../attack";

export const attack: Attack = {
  title: "fills the JavaScript heap on one input",
  handIn: ({ double }) => double(`export function double(x: tf.Tensor) {
  const all: object[] = [];
  while (x.size === 3) all.push({ a: [1.5, 2.5] });
  return tf.mul(x, 2);
}`),
  outcome: {
    earned: { double: [0, 2, 4, 8, 16, 32] },
    reasons: { double: ["crashed", /^the code used more than \d+ MB of (JavaScript )?memory$/] },
  },
};
