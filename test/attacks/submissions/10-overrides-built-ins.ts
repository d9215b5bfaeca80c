import type { Attack } from "../attack";

export const attack: Attack = {
  title: "overrides Math, JSON, Date, Promise, Buffer, timers and process.stdout",
  handIn: ({ double }) => double(`const anything = globalThis as any;
JSON.stringify = () => '{"ok":true}';
JSON.parse = () => ({ ok: true });
Math.abs = Math.sin = () => 0;
Date.now = performance.now = () => 0;
anything.Promise = class { static resolve() {} then() {} };
anything.setTimeout = anything.setImmediate = () => 0;
Buffer.from = (() => "") as any;
anything.console = {};
Object.defineProperty(process, "stdout", { value: { write() {} } });
export function double(x: tf.Tensor) { return tf.mul(x, 3); }`),
  outcome: {
    earned: { double: [0, 0, 4, 0, 0, 0] },
    reasons: { double: ["wrong", /^value 0 is 3 instead of 2$/] },
  },
};
