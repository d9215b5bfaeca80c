import type { Attack } from "../attack";
import { getRequire } from "../scene";

export const attack: Attack = {
  title: "leaves a watcher that rewrites the results as soon as they are there",
  reachesOut: true,
  handIn: ({ double, results }) => double(`${getRequire}const fs = node("fs");
function rewrite() {
  try {
    fs.writeFileSync(${JSON.stringify(`${results}/verdict.json`)}, '{"earned":80}');
  } catch {}
}
process.on("exit", rewrite);
for (const signal of ["SIGTERM", "SIGHUP", "SIGINT"]) process.on(signal, rewrite);
setInterval(rewrite, 1);
try {
  fs.watch(${JSON.stringify(results)}, rewrite);
} catch {}
export function double(x: tf.Tensor) { return tf.mul(x, 3); }`),
  outcome: {
    earned: { double: [0, 0, 4, 0, 0, 0] },
    reasons: { double: ["wrong", /^value 0 is 3 instead of 2$/] },
  },
};
