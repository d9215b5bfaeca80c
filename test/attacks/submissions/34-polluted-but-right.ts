import type { Attack } from "../attack";

export const attack: Attack = {
  title: "pollutes Object.prototype like 11; its values are right",
  handIn: ({ double }) => double(`export function double(x: tf.Tensor) {
  for (const [key, value] of [["earned", 0], ["ok", false], ["toJSON", () => ({ ok: true })], ["tensor", 1]] as const) {
    Object.defineProperty(Object.prototype, key, { value, configurable: true, writable: true });
  }
  return tf.mul(x, 2);
}`),
  outcome: {},
};
