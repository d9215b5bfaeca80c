import type { Attack } from "../attack";
import { telling } from "../scene";

export const attack: Attack = {
  title: "dumps the environment, and what /proc tells of the grader",
  reachesOut: true,
  handIn: ({ double }) => double(telling(`[
    () => JSON.stringify(process.env),
    () => JSON.stringify((process as any).report.getReport().environmentVariables),
    ...["environ", "cmdline", "maps", "mem", "fd", "cwd", "root/etc/passwd"].map((name) => () =>
      node("fs").readFileSync(\`/proc/\${process.ppid}/\${name}\`, "latin1")),
  ].map((way) => {
    try {
      return way();
    } catch {
      return "refused";
    }
  }).join(" ")`)),
  outcome: {
    earned: { double: 0 },
    reasons: { double: ["threw", /told: \{[^{}]*\} (\{[^{}]*\}|refused)( refused){7}$/] },
  },
};
