import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { inProcessHandle } from "../../course/exercises/handle";
import { PolicyError, readSubmission } from "../../course/exercises/loader";
import { loadSubmission } from "../../course/exercises/loadSubmission";
import { LearnerError, type Policy } from "../../course/exercises/types";

const policy: Policy = { imports: ["@tensorflow/tfjs-core"], forbidden: { softmax: "write it from its formula" } };
const folder = mkdtempSync(join(tmpdir(), "byhand-loader-"));
const file = join(folder, "answer.ts");
const importTf = 'import * as tf from "@tensorflow/tfjs-core";\n';

function load(source: string, helpers: Record<string, string> = {}) {
  writeFileSync(file, source);
  for (const [name, text] of Object.entries(helpers)) writeFileSync(join(folder, name), text);
  return loadSubmission(readSubmission(file, policy), policy);
}
const failure = (run: () => unknown): Error => {
  try {
    run();
  } catch (error) {
    return error as Error;
  }
  throw new Error("nothing was thrown");
};

afterAll(() => rmSync(folder, { recursive: true }));

describe("a learner's file", () => {
  it("is read anew each time, with fresh module state", () => {
    const count = "let calls = 0;\nexport function answer(): number { return ++calls; }\n";
    const first = load(count).exports.answer as () => number;
    expect([first(), first()]).toEqual([1, 2]);
    expect((load(count).exports.answer as () => number)()).toBe(1);
    expect((load("export const answer = (): number => 42;").exports.answer as () => number)()).toBe(42);
  });

  it("may be spread over helper files beside it, which are read anew too", () => {
    const source = 'import { double } from "./helper";\nexport const answer = (x: number): number => double(x);';
    for (const [body, expected] of [["2 * x", 6], ["x + x + 1", 7]] as const) {
      const { exports } = load(source, { "helper.ts": `export const double = (x: number): number => ${body};` });
      expect((exports.answer as (x: number) => number)(3)).toBe(expected);
    }
  });

  it("holds helper files to the same rules", () => {
    const source = 'export { softmax } from "./cheat";';
    const error = failure(() => load(source, { "cheat.ts": 'export { softmax } from "byhand";' }));
    expect(error).toBeInstanceOf(PolicyError);
    expect(error.message).toContain('cheat.ts:1: "byhand" may not be imported here');
  });

  it("has no way to forbidden functions through computed names", () => {
    const { exports } = load(`${importTf}export const answer = () => (tf as any)["soft" + "max"];`);
    expect(failure(exports.answer as () => unknown).message).toContain("tf.softmax is what this lesson takes apart");
  });

  it.each([
    ["export function answer( {\n  return 1;\n}", /answer\.ts:\d cannot be read as TypeScript/],
    ["export const a = 1;\nexport const b = (2;\n", /answer\.ts:2 cannot be read .* The line is `export const b = \(2;`/],
  ])("with a syntax error is told kindly, with the line", (source, expected) => {
    const error = failure(() => load(source));
    expect(error).toBeInstanceOf(LearnerError);
    expect(error.message).toMatch(expected);
  });

  it("that fails while it loads is told with the line", () => {
    const error = failure(() => load("interface Unused { a: number }\nconst nothing: any = null;\nnothing.method();\nexport {};"));
    expect(error).toMatchObject({ kind: "threw", where: "answer.ts:3" });
  });

  it("that is missing, or far too large, is told so", () => {
    expect(failure(() => readSubmission(join(folder, "none.ts"), policy)).message).toContain("there is no file none.ts");
    expect(failure(() => load("// ".padEnd(70_000, "x"))).message).toContain("may have 65536");
  });

  it("has stack lines that point to the learner's own lines, also after an edit", async () => {
    const crash = "interface Gone {\n  a: number;\n}\nexport function answer(): number {\n"
      + "  const nothing: any = undefined;\n  return nothing.length;\n}\n";
    for (const [source, line] of [[crash, 6], [`type More = 1;\n\n${crash}`, 8]] as const) {
      const { exports, locate } = load(source);
      await expect(inProcessHandle("answer", exports.answer, { locate }).call())
        .rejects.toMatchObject({ kind: "threw", where: `answer.ts:${line}` });
    }
  });
});
