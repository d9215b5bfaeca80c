import type { Attack } from "../attack";
import { rightDouble } from "../scene";

export const attack: Attack = {
  title: "opens the grader's debugger, through which it could be told what to do",
  reachesOut: true,
  handIn: ({ double }) => double(`for (const open of [
  () => process.kill(process.ppid, "SIGUSR1"), () => (process as any)._debugProcess(process.ppid),
]) {
  try {
    open();
  } catch {}
}
${rightDouble}`),
  outcome: {}, // the debugger would say on which port it listens: a grader that prints anything is not accepted
};
