import type { Attack } from "../attack";

export const attack: Attack = {
  title: "fills the memory through WebAssembly, and with one typed array of many gigabytes",
  handIn: ({ double }) => double(`export function double(x: tf.Tensor) {
  const all: unknown[] = [];
  while (x.size === 3) {
    const memory = new (globalThis as any).WebAssembly.Memory({ initial: 512 });
    new Uint8Array(memory.buffer).fill(1);
    all.push(memory);
  }
  if (x.size === 0) all.push(new Float64Array(4e9));
  return tf.mul(x, 2);
}`),
  outcome: {
    earned: { double: [0, 2, 0, 8, 16, 32] },
    reasons: { double: ["crashed", /^the code .*more than 30\d MB of memory/] },
  },
};
