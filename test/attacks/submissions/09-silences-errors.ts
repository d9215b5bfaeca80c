import type { Attack } from "../attack";

export const attack: Attack = {
  title: "silences all errors, and signals but SIGKILL, and takes process.exit away",
  handIn: ({ double }) => double(`const heard = ["uncaughtException", "unhandledRejection", "SIGTERM", "SIGINT", "SIGHUP"];
for (const event of heard) process.on(event, () => {});
process.exit = (() => undefined) as any;
(process as any).reallyExit = process.abort = process.kill = process.exit;
setInterval(() => { throw new Error("nobody hears this"); }, 1);
export function double(x: tf.Tensor) { try { return tf.mul(x, 3); } catch { return x; } }`),
  outcome: {
    earned: { double: [0, 0, 4, 0, 0, 0] },
    reasons: { double: ["wrong", /^value 0 is 3 instead of 2$/] },
  },
};
