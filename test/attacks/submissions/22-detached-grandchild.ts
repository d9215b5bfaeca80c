import type { Attack } from "../attack";
import { getRequire } from "../scene";

const starts = ["spawn", "execFile"].map((how) => `node("child_process").${how}(process.execPath,
    ["-e", "setTimeout(() => {}, 600_000)//" + mark], { detached: true, stdio: "ignore" }).unref()`);

export const attack: Attack = {
  title: "leaves a detached grandchild",
  reachesOut: true,
  handIn: ({ double, mark }) => double(`${getRequire}const mark = ${JSON.stringify(mark)};
const outcomes: string[] = [];
for (const start of [${starts.map((start) => `() => ${start}`).join(", ")}, () => node("cluster").fork(),
  () => new (node("worker_threads").Worker)("for (;;);", { eval: true })]) {
  try {
    start();
    outcomes.push("started");
  } catch {
    outcomes.push("refused");
  }
}
export function double() { throw new Error("told: " + outcomes); }`),
  outcome: {
    earned: { double: 0 },
    reasons: { double: ["threw", /told: refused,refused,refused,refused$/] },
  },
};
