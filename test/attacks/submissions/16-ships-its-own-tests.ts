import { goodCount, goodUpper, importTf } from "../../course/tinyLessons";
import type { Attack } from "../attack";

const triple = "export function double(x: any) { return 3; }";

export const attack: Attack = {
  title: "ships its own checks, test configuration, scripts, compiler options and node_modules",
  handIn: ({ files, mark, teacher }) => {
    const command = `touch ${teacher}/${mark}`;
    return files({
      "00-tiny.ts": `${importTf}${goodCount}export function double(x: tf.Tensor) { return tf.mul(x, 3); }`,
      "01-other.ts": goodUpper,
      "00-tiny.checks.ts": "export const checks = { double: [] };",
      "00-tiny.hidden.ts": "export const hidden = {};",
      "00-tiny.test.ts": "throw new Error(\"run by the grader\");",
      "vitest.config.ts": "throw new Error(\"run by the grader\");",
      "package.json": JSON.stringify({ scripts: { preinstall: command, test: command }, main: "evil.js" }),
      "tsconfig.json": JSON.stringify({ compilerOptions: { plugins: [{ name: "./evil.js" }], strict: false } }),
      "course.yaml": "points: { double: 0 }",
      "node_modules/@tensorflow/tfjs-core/index.js": triple,
      "node_modules/byhand/index.js": triple,
    });
  },
  outcome: {
    earned: { double: [0, 0, 4, 0, 0, 0] },
    reasons: { double: ["wrong", /^value 0 is 3 instead of 2$/] },
    notes: [/^ignored, since the grader uses its own: 00-tiny\.checks\.ts, /],
  },
};
