import type { Attack } from "../attack";

export const attack: Attack = {
  title: "returns a proxy that is another tensor at each look",
  handIn: ({ double }) => double(`let looks = 0;
export function double(x: tf.Tensor) {
  const shape = (): number[] => Array(++looks % 5).fill(7);
  return new Proxy(tf.mul(x, 3), { get: (tensor: any, key) => (key === "shape" ? shape() : tensor[key]) });
}`),
  outcome: {
    earned: { double: 0 },
    reasons: { double: ["protocol", /./] },
  },
};
