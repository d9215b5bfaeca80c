import type { Attack } from "../attack";

export const attack: Attack = {
  title: "replaces expect, it and assert",
  handIn: ({ double }) => double(`const always: any = new Proxy(() => always, { get: () => always });
for (const name of ["expect", "it", "test", "describe", "assert", "vi"]) (globalThis as any)[name] = always;
export function double(x: tf.Tensor) { return tf.mul(x, 3); }`),
  outcome: {
    earned: { double: [0, 0, 4, 0, 0, 0] },
    reasons: { double: ["wrong", /^value 0 is 3 instead of 2$/] },
  },
};
