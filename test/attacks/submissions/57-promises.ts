import type { Attack } from "../attack";

export const attack: Attack = {
  title: "promises that are never kept, and endless microtasks",
  hangs: true,
  handIn: ({ double }) => double(`export function double(x: tf.Tensor) {
  return x.size === 0 ? (async () => { for (;;) await null; })() : new Promise(() => {});
}`),
  outcome: {
    earned: { double: 0 },
    reasons: { double: ["protocol", /^double is async and returned a Promise/] },
  },
};
