import type { Attack } from "../attack";
import { sleep } from "../scene";
import { stealNonce } from "../stealNonce";

export const attack: Attack = {
  title: "steals the request's nonce and answers twice under it, as if it had passed",
  handIn: ({ double }) => double(`${sleep}${stealNonce}export function double(x: tf.Tensor) {
  const line = '{"nonce":"' + nonce + '","ok":true,"value":true}\\n';
  fs.writeSync(3, line + line);
  sleep();
}`),
  outcome: {
    earned: { double: 0 },
    reasons: { double: ["wrong", /^double should return a tensor$/] },
  },
};
