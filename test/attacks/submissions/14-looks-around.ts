import type { Attack } from "../attack";
import { getRequire } from "../scene";

export const attack: Attack = {
  title: "looks for checks through the stack, the module cache, the report and the inspector",
  reachesOut: true,
  handIn: ({ double }) => double(`${getRequire}const texts: string[] = [];
const look = (way: () => unknown): void => {
  try {
    texts.push(String(way()));
  } catch {}
};
export function double(x: tf.Tensor) {
  look(() => new Error().stack);
  look(() => {
    const before = Error.prepareStackTrace;
    Error.prepareStackTrace = (_, frames) => frames.map((frame) => String(frame.getFunction()) + frame.getThis());
    const found = String((new Error() as any).stack);
    Error.prepareStackTrace = before;
    return found;
  });
  look(() => (double as any).caller);
  look(() => JSON.stringify(Object.keys(node("module")._cache)));
  look(() => Object.values(node("module")._cache).map((module: any) => JSON.stringify(module.exports)));
  look(() => JSON.stringify((process as any).report.getReport()));
  look(() => new (node("inspector").Session)().connect());
  look(() => node("inspector").open(0));
  look(() => process.argv.join() + process.execArgv.join());
  const secrets = [["XYLO", "PHONE"], ["7301", ".625"], ["QUETZAL", "COATL"], ["00-tiny.", "hidden"]];
  const found = secrets.map((parts) => parts.join("")).find((secret) => texts.join().includes(secret));
  if (found) throw new Error("told: " + found);
  return tf.mul(x, 2);
}`),
  outcome: {},
};
