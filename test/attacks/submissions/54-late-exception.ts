import type { Attack } from "../attack";

export const attack: Attack = {
  title: "a right answer, and an exception in a timer after each",
  handIn: ({ double }) => double(`export function double(x: tf.Tensor) {
  setTimeout(() => { throw new Error("late"); }, 0);
  return tf.mul(x, 2);
}`),
  outcome: {},
};
