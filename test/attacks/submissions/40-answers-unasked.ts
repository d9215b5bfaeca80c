import type { Attack } from "../attack";
import { getRequire } from "../scene";

export const attack: Attack = {
  title: "sends answers that nobody asked for, one of them as if it were just ready",
  handIn: ({ double }) => double(`${getRequire}const fs = node("fs");
export function double(x: tf.Tensor) {
  fs.writeSync(3, '{"nonce":"ready","ok":true,"value":null}\\n{"nonce":"","ok":true,"value":null,"earned":80}\\n');
  return tf.mul(x, 2);
}`),
  outcome: {
    earned: { double: 0 },
    reasons: { double: ["protocol", /^something other than the function's result was sent to the grader$/] },
  },
};
