import type { Attack } from "../attack";
import { getRequire, rightDouble } from "../scene";

export const attack: Attack = {
  title: "has V8 write profiles, logs and heap snapshots",
  reachesOut: true,
  handIn: ({ double, temporary }) => double(`${getRequire}const v8 = node("v8");
for (const flag of ["--logfile=${temporary}/v8.log", "--log-all", "--prof", "--perf-prof", "--perf-basic-prof",
  "--trace-turbo", "--redirect-code-traces-to=${temporary}/code"]) v8.setFlagsFromString(flag);
for (const write of [
  () => v8.writeHeapSnapshot("${temporary}/heap"), () => (process as any).report.writeReport("${temporary}/report"),
  () => v8.setHeapSnapshotNearHeapLimit(1), () => node("vm").runInNewContext("1 + 1"),
]) {
  try {
    write();
  } catch {}
}
${rightDouble}`),
  outcome: {},
};
