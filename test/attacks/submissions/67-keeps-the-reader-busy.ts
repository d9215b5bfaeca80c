import { goodCount, goodUpper, importTf } from "../../course/tinyLessons";
import type { Attack } from "../attack";
import { rightDouble } from "../scene";

/** TypeScript reads what follows each `async (` twice, as a call and as the parameters of a function. */
const busy = "async(a=>".repeat(60);

export const attack: Attack = {
  title: "a line that keeps the compiler busy for years, before anything is run",
  hangs: true,
  handIn: ({ files }) => files({
    "00-tiny.ts": `import { help } from "./helper";\n${importTf}${goodCount}${rightDouble}export const helped = help;`,
    "helper.ts": `export const help = ${busy}1${")".repeat(60)};`,
    "01-other.ts": goodUpper,
  }),
  outcome: {
    earned: { double: 0, count: 0 },
    reasons: {
      double: ["refused", /^helper\.ts keeps the compiler busy for too long/],
      count: ["refused", /^helper\.ts keeps the compiler busy for too long/],
    },
  },
};
