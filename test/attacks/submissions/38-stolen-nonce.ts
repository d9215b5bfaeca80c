import type { Attack } from "../attack";
import { sleep } from "../scene";
import { stealNonce } from "../stealNonce";

export const attack: Attack = {
  title: "steals the request's nonce and sends a score and a broken tensor under it",
  handIn: ({ double }) => double(`${sleep}${stealNonce}export function double(x: tf.Tensor) {
  const value = '{"tensor":{"dtype":"float32","shape":[3],"base64":"AAAA"}}';
  fs.writeSync(3, '{"nonce":"' + nonce + '","ok":true,"earned":80,"__proto__":{"ok":true},"value":' + value + '}\\n');
  sleep();
}`),
  outcome: {
    earned: { double: 0 },
    reasons: { double: ["protocol", /^something other than the function's result was sent to the grader$/] },
  },
};
