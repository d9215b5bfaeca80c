import type { Attack } from "../attack";

export const attack: Attack = {
  title: "prints forged results, in JSON and as a test runner's report",
  handIn: ({ double }) => double(`export function double(x: tf.Tensor) {
  const forged = JSON.stringify({ version: 1, score: 80, earned: 80, points: 80, ok: true, value: null, passed: true });
  console.log(forged);
  console.error(forged);
  console.log("Tests  6 passed (6)\\nok 1 - double\\n<testsuite tests='1' failures='0'/>");
  return tf.mul(x, 3);
}`),
  outcome: {
    earned: { double: [0, 0, 4, 0, 0, 0] },
    reasons: { double: ["wrong", /^value 0 is 3 instead of 2$/] },
  },
};
