import { describe, expect, it } from "vitest";
import { violations } from "../../course/exercises/policy";
import type { Policy } from "../../course/exercises/types";

const policy: Policy = {
  imports: ["@tensorflow/tfjs-core"],
  forbidden: { softmax: "write it from its formula", losses: "write the loss from its formula" },
};
const messages = (source: string): string[] => violations(source, policy).map(({ message }) => message);

describe("what a learner's file may import", () => {
  it.each([
    'import * as tf from "@tensorflow/tfjs-core";',
    'import { exp, type Tensor } from "@tensorflow/tfjs-core";',
    'import { helper } from "./helper";',
    'export { helper } from "./my-helper.ts";',
  ])("allows %s", (source) => expect(messages(source)).toEqual([]));

  it.each([
    'import { softmax } from "byhand";',
    'export { softmax } from "byhand";',
    'export * from "byhand";',
    'import byhand = require("byhand");',
    'import * as solutions from "../solutions/00-welcome";',
    'import * as solutions from "./../solutions/00-welcome";',
    'import { readFileSync } from "node:fs";',
    'import "@tensorflow/tfjs-core/dist/ops/softmax";',
  ])("refuses %s and says what is allowed", (source) => {
    expect(messages(source).join()).toMatch(/may not be imported here: allowed are "@tensorflow\/tfjs-core"/);
  });

  it.each(['const byhand = require("byhand");', 'const byhand = await import("byhand");'])(
    "refuses %s, since modules are imported at the top",
    (source) => expect(messages(source).join()).toContain("imported at the top of the file"),
  );

  it("tells apart a default import, which TensorFlow.js does not have", () => {
    expect(messages('import tf from "@tensorflow/tfjs-core";').join()).toContain("import * as tf from");
  });
});

describe("what a learner's code may use", () => {
  it.each([
    "tf.softmax(x);",
    'tf["softmax"](x);',
    "x.softmax();",
    "const { softmax } = tf;",
    "const { softmax: other } = tf;",
    'import { softmax as other } from "@tensorflow/tfjs-core";',
    "tf.losses.softmaxCrossEntropy(a, b);",
  ])("refuses %s and says what to do instead", (source) => {
    expect(messages(source).join()).toMatch(/may not be used here: write (it|the loss) from its formula/);
  });

  it.each([
    "export function softmax(x: tf.Tensor) { return tf.exp(x); }",
    "// tf.softmax(x) would be too easy",
    'const text = "tf.softmax";',
    "const result = softmax(x);",
    "function attend({ softmax }: Parts) { return softmax; }",
  ])("allows %s", (source) => expect(messages(source)).toEqual([]));

  it("names the line", () => {
    expect(violations("const a = 1;\n\nconst b = tf.softmax(x);\n", policy)).toMatchObject([{ line: 3 }]);
  });
});
