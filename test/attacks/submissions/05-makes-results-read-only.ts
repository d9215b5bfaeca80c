import type { Attack } from "../attack";
import { getRequire, rightDouble } from "../scene";

export const attack: Attack = {
  title: "takes away the grader's right to write results and to read submissions",
  reachesOut: true,
  handIn: ({ double, results, path }) => double(`${getRequire}const fs = node("fs");
for (const path of ${JSON.stringify([results, `${results}/..`, path, `${path}/01-other.ts`])}) {
  for (const change of [() => fs.chmodSync(path, 0), () => fs.chownSync(path, 65534, 65534), () => fs.rmSync(path)]) {
    try {
      change();
    } catch {}
  }
}
${rightDouble}`),
  outcome: {},
};
