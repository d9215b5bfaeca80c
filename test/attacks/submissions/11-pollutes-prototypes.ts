import type { Attack } from "../attack";

export const attack: Attack = {
  title: "pollutes Object.prototype with scores and toJSON; its values are wrong",
  handIn: ({ double }) => double(`for (const [key, value] of Object.entries({
  earned: 80, points: 0, passed: true, ok: true, score: 80, reason: null, hidden: false, toJSON: () => ({ ok: true }),
})) Object.defineProperty(Object.prototype, key, { value, configurable: true, writable: true });
export function double(x: tf.Tensor) { return tf.mul(x, 3); }`),
  outcome: {
    earned: { double: [0, 0, 4, 0, 0, 0] },
    reasons: { double: ["wrong", /^value 0 is 3 instead of 2$/] },
  },
};
