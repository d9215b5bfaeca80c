import type { Attack } from "../attack";

export const attack: Attack = {
  title: "exports nothing",
  handIn: ({ files }) => files({ "00-tiny.ts": "function double() {}\nconst count = 3;\n", "01-other.ts": "" }),
  outcome: {
    earned: { double: 0, count: 0, upper: 0 },
    reasons: {
      double: ["protocol", /^there is no exported function double: it must read `export function double/],
      count: ["protocol", /^there is no exported function count/],
      upper: ["protocol", /^there is no exported function upper/],
    },
  },
};
