import type { Attack } from "../attack";

export const attack: Attack = {
  title: "answers fixed to the inputs that the public checks show",
  handIn: ({ double }) => double(`const known = new Map([["1,2,3", [2, 4, 6]], ["", []]]);
export function double(x: tf.Tensor) { return tf.tensor(known.get(x.dataSync().join()) ?? [0], x.shape); }`),
  outcome: {
    earned: { double: [1, 0, 4, 0, 0, 0] },
    reasons: { double: ["threw", /./] },
  },
};
