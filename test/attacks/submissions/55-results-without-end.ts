import type { Attack } from "../attack";

export const attack: Attack = {
  title: "results that are too large, too deep, or without end",
  handIn: ({ double }) => double(`let deep: unknown = 1;
for (let i = 0; i < 20; i++) deep = [deep];
const endless: unknown[] = [];
endless.push(endless);
const recursion = (): unknown => [recursion()];
const answers = [() => tf.zeros([3e6]), () => deep, () => endless, recursion];
let calls = 0;
export function double(x: tf.Tensor) { return answers[calls++ % answers.length](); }`),
  outcome: {
    earned: { double: 0 },
    reasons: { double: ["protocol", /more than 1048576 numbers/] },
  },
};
