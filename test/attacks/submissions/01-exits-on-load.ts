import type { Attack } from "../attack";

export const attack: Attack = {
  title: "ends the process with exit code 0 while the file is loaded",
  handIn: ({ double }) => double("process.exit(0);"),
  outcome: {
    earned: { double: 0, count: 0 },
    reasons: {
      double: ["crashed", /^00-tiny\.ts does not load: the code ended its own process \(exit code 0\)/],
      count: ["crashed", /^00-tiny\.ts does not load/],
    },
  },
};
