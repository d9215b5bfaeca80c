import type { Attack } from "../attack";

export const attack: Attack = {
  title: "returns objects with behaviour: toJSON, valueOf, then, a getter",
  handIn: ({ double }) => double(`let calls = 0;
export function double(x: tf.Tensor) {
  const answers = [
    { toJSON: () => ({ tensor: { dtype: "float32", shape: [3], base64: "" } }) },
    { valueOf: () => 6, [Symbol.toPrimitive]: () => 6 },
    { then: (resolve: (value: unknown) => void) => resolve(tf.mul(x, 2)) },
    { get dtype() { process.exit(0); } },
    { "__proto__": { score: 80 } }, class { static shape = [3]; },
  ];
  return answers[calls++ % answers.length];
}`),
  outcome: {
    earned: { double: 0 },
    reasons: { double: ["protocol", /./] },
  },
};
