import type { Attack } from "../attack";
import { rightDouble } from "../scene";

export const attack: Attack = {
  title: "an endless loop while the file is loaded",
  hangs: true,
  handIn: ({ double }) => double(`${rightDouble}for (;;);`),
  outcome: {
    earned: { double: 0, count: 0 },
    reasons: {
      double: ["timeout", /^00-tiny\.ts does not load: no answer within 3 s/],
      count: ["timeout", /^00-tiny\.ts does not load: no answer within 3 s/],
    },
  },
};
