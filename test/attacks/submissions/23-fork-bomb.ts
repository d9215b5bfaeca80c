import type { Attack } from "../attack";
import { getRequire } from "../scene";

export const attack: Attack = {
  title: "a fork bomb, of processes and of threads",
  reachesOut: true,
  handIn: ({ double, mark }) => double(`${getRequire}let refused = 0;
for (let i = 0; i < 200; i++) {
  try {
    node("child_process").spawn("/bin/sh", ["-c", "while :; do (sleep 600 ${mark} &); done"], { detached: true });
  } catch {
    refused++;
  }
  try {
    new (node("worker_threads").Worker)("for (;;);", { eval: true });
  } catch {
    refused++;
  }
}
export function double() { throw new Error("told: " + refused + " refused"); }`),
  outcome: {
    earned: { double: 0 },
    reasons: { double: ["threw", /told: 400 refused$/] },
  },
};
