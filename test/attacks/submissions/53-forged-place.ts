import type { Attack } from "../attack";

export const attack: Attack = {
  title: "throws errors with a forged stack, a getter for a message, and control characters by the megabyte",
  handIn: ({ double }) => double(`const trap = {
  get message() { throw 1; }, toString() { throw 2; }, get stack() { throw 3; },
};
const forged = Object.assign(new Error("forged"), { stack: "at double (/etc/passwd:1:1)\\n at 00-tiny.ts:99999:1" });
const long = new Error("\\u001b[2J\\n::error::" + "z".repeat(5e6));
let calls = 0;
export function double(x: tf.Tensor) { throw [forged, trap, long, null, Symbol("s"), trap][calls++]; }`),
  outcome: {
    earned: { double: 0 },
    reasons: { double: ["threw", /forged$/] },
  },
};
