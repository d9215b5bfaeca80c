import type { Attack } from "../attack";

export const attack: Attack = {
  title: "ends the process with exit code 0 inside a function",
  handIn: ({ double }) => double("export function double(x: tf.Tensor) { process.exit(0); }"),
  outcome: {
    earned: { double: 0 },
    reasons: { double: ["crashed", /^the code ended its own process \(exit code 0\): is there a process\.exit\?$/] },
  },
};
