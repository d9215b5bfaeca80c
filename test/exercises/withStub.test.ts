import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { originalStub } from "../../course/exercises/originalStub";
import { withStub } from "../../course/exercises/withStub";
import { mutatedCourse } from "../mutated";
import { functionText, writtenFrom } from "./learnersText";

const original = originalStub("05-attention");
const own = writtenFrom(original);

describe("putting one stub back", () => {
  it("is exact for each exercise of the file, in any order, and after all of them only the helpers are left", async () => {
    const names = [...original.matchAll(/^export function (\w+)/gm)].map(([, name]) => name);
    await fc.assert(fc.property(fc.shuffledSubarray(names), (some) => {
      const expected = some.reduce((text, name) =>
        text.replace(functionText(text, name), () => functionText(original, name)), own);
      expect(some.reduce((text, name) => withStub(text, name, original).text, own)).toBe(expected);
    }), { numRuns: 30 });
  });

  it.each([
    ["an arrow function", "export const causalMask = (n: number) => {\n  return `}` + n;\n};", ""],
    ["overloads", "export function causalMask(a: number): string;\n// between\n"
      + "export function causalMask(a: number, b?: number): string {\n  return `${a}${b}`;\n}", "// between\n"],
    ["two versions of it", "export function causalMask() {\n  return 1;\n}\n\n/** second try */\n"
      + "function causalMask() {\n  return 2;\n}", "\n"],
  ])("replaces %s", (_, written, rest) => {
    const around = (middle: string): string => `import * as tf from "@tensorflow/tfjs-core";\n\nconst before = 1;\n${middle}\n`
      + "\nconst after = 2;\nfunction todo(what: string): never { throw new Error(what); }\n";
    const { text } = withStub(around(written), "causalMask", original);
    expect(text.replace(/\/\*\*[^]*?\*\/\n/, "").replace(functionText(original, "causalMask"), "STUB"))
      .toBe(around(`STUB\n${rest}`).replace(/\n\n\nconst after/, "\n\nconst after"));
  });

  it("keeps Windows line ends and a byte order mark", () => {
    const windows = `\uFEFF${own.replaceAll("\n", "\r\n")}`;
    const { text } = withStub(windows, "causalMask", original);
    const plain = own.replace(functionText(own, "causalMask"), () => functionText(original, "causalMask"));
    expect(text).toBe(`\uFEFF${plain.replaceAll("\n", "\r\n")}`);
  });

  it("brings back a function that is gone, with its statement, its import and its helper", () => {
    const { text, added } = withStub("const mine = 1;\n", "causalMask", original);
    expect(added).toEqual(["tf", "todo"]);
    expect(text).toMatch(/^import \* as tf from "@tensorflow\/tfjs-core";\nconst mine = 1;\n\n\/\*\*\n \* The mask of a decoder/);
    expect(text).toContain(functionText(original, "causalMask"));
    expect(text).toMatch(/function todo\(what: string\): never/);
    expect(withStub(text, "causalMask", original)).toEqual({ text, added: [] });
  });
});

/** A learner's file in which a careless reset would lose something. */
const careful = own.replace(" * The mask of a decoder:", " * My own note: draw it first.\n *\n * The mask of a decoder:")
  .replace("const keyPositions", "return 1;\n}\n// for myself\nfunction causalMask() {\n  const keyPositions");

describe("a wrong reset", () => {
  const right = withStub(careful, "causalMask", original).text;

  it.each([
    ["takes the comment along", { from: "start: each.start, end: each.end, text", to: "start: each.commentStart, end: each.end, text" }],
    ["takes the next line along", { from: "return end + (", to: "return end + 3 + (" }],
    ["changes the text from its start", { from: "b.start - a.start", to: "a.start - b.start" }],
    ["puts the stub in twice", { from: "if (i > 0) return", to: "if (i > 1) return" }],
  ])("%s, and is found out", async (_, mutation) => {
    expect(right).toContain("My own note");
    expect(right).toBe(careful.replace(functionText(careful, "causalMask"), () => functionText(original, "causalMask"))
      .replace(/\/\/ for myself\nfunction causalMask\(\)[^]*?^}\n/m, "// for myself\n"));
    const mutant = await mutatedCourse<{ withStub: typeof withStub }>("exercises/withStub.ts", mutation);
    expect(mutant.withStub(careful, "causalMask", original).text).not.toBe(right);
  });
});
