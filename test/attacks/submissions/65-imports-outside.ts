import { goodCount } from "../../course/tinyLessons";
import type { Attack } from "../attack";

export const attack: Attack = {
  title: "imports Node's modules and a hidden file",
  handIn: ({ files, teacher }) => files({
    "00-tiny.ts": `${goodCount}import { hidden } from "../../teacher/00-tiny.hidden";
export const double = () => hidden;`,
    "01-other.ts": `import * as fs from "node:fs";\nexport const upper = () => fs.readFileSync("${teacher}/x");`,
  }),
  outcome: {
    earned: { double: 0, count: 0, upper: 0 },
    reasons: {
      double: ["policy", /^00-tiny\.ts:\d+: "\.\.\/\.\.\/teacher\/00-tiny\.hidden" may not be imported here/],
      count: ["policy", /may not be imported here/],
      upper: ["policy", /^01-other\.ts:1: "node:fs" may not be imported here/],
    },
  },
};
