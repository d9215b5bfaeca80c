import type { Attack } from "../attack";

export const attack: Attack = {
  title: "keeps all inputs that it is given and tells them in errors, output and types",
  handIn: ({ double }) => double(`const seen: unknown[] = [];
export function double(x: tf.Tensor) {
  seen.push([...x.dataSync()]);
  console.log("saw", JSON.stringify(seen));
  console.error("saw", JSON.stringify(seen));
  throw new Error("saw " + JSON.stringify(seen));
}`),
  outcome: {
    earned: { double: 0 },
    reasons: { double: ["threw", /saw \[\[1,2,3\]\]$/] },
  },
};
