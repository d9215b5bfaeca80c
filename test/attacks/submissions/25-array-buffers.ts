import type { Attack } from "../attack";

export const attack: Attack = {
  title: "fills the memory with array buffers and tensors, which the heap's limit does not count",
  handIn: ({ double }) => double(`export function double(x: tf.Tensor) {
  const all: unknown[] = [];
  while (x.size === 3) all.push(new Uint8Array(2e7).fill(1), tf.zeros([5e6]), new SharedArrayBuffer(2e7));
  return tf.mul(x, 2);
}`),
  outcome: {
    earned: { double: [0, 2, 4, 8, 16, 32] },
    reasons: { double: ["crashed", /^the code .*more than 30\d MB of memory/] },
  },
};
