import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { earned, exerciseOf, goodCount, goodDouble, goodUpper, gradeTiny, importTf, submit } from "./graderTiny";

const good = importTf + goodDouble + goodCount;

describe("a file that cannot be run costs its own exercises", () => {
  const policyBreak = "import { readFileSync } from \"node:fs\";\n";
  test.each([
    ["missing", { "01-other.ts": goodUpper }, "missing", "00-tiny.ts is missing from the submission"],
    ["not TypeScript", { "00-tiny.ts": "export function double(: {" }, "syntax", "00-tiny.ts:1 cannot be read as TypeScript"],
    ["nested too deeply", { "00-tiny.ts": `const x = ${"(".repeat(30_000)}` }, "syntax", "00-tiny.ts is nested too deeply"],
    ["an import of Node's modules", { "00-tiny.ts": policyBreak + good }, "policy", "00-tiny.ts:1: \"node:fs\" may not be imported"],
    ["an import of the library", { "00-tiny.ts": `export * from "byhand";\n${good}` }, "policy", "\"byhand\" may not be imported"],
    ["an import of a hidden file", { "00-tiny.ts": `import "../solutions/00-tiny";\n${good}` }, "policy", "may not be imported"],
    ["a helper that is missing", { "00-tiny.ts": `import "./helper";\n${good}` }, "missing", "helper.ts is missing"],
    ["more than 64 KB", { "00-tiny.ts": `${good}//${"x".repeat(65_536)}` }, "refused", "more than 65536 bytes"],
    ["an endless chain of helpers", {
      "00-tiny.ts": "import \"./h0\";",
      ...Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`h${i}.ts`, `import "./h${i + 1}";`])),
    }, "refused", "00-tiny.ts needs more than 16 files"],
  ])("%s", async (_, files: Record<string, string>, kind, message) => {
    const verdict = await gradeTiny(submit({ ...files, "01-other.ts": goodUpper }));
    expect(earned(verdict)).toEqual({ double: 0, count: 0, upper: 7 });
    expect(exerciseOf(verdict, "double").reason).toEqual({ kind, message: expect.stringContaining(message) });
    expect(exerciseOf(verdict, "double").checks.map(({ reason }) => reason?.kind)).toEqual(Array(5).fill(kind));
  });

  test.each<[string, (path: string) => void, string]>([
    ["a link out of the folder", (path) => symlinkSync(join(submit({ "real.ts": good }), "real.ts"), path), "is a link"],
    ["a link within the folder", (path) => symlinkSync("01-other.ts", path), "is a link"],
    ["a folder", (path) => mkdirSync(path), "is not a regular file"],
    ["a pipe that nobody writes", (path) => execFileSync("mkfifo", [path]), "is not a regular file"],
    ["bytes that are not UTF-8", (path) => writeFileSync(path, Buffer.from([0x2f, 0x2f, 0xff, 0xfe])), "is not UTF-8 text"],
  ])("%s", async (_, make, message) => {
    const folder = submit({ "01-other.ts": goodUpper });
    make(join(folder, "00-tiny.ts"));
    const verdict = await gradeTiny(folder);
    expect(earned(verdict)).toEqual({ double: 0, count: 0, upper: 7 });
    expect(exerciseOf(verdict, "double").reason).toEqual({ kind: "refused", message: expect.stringContaining(message) });
  });
});

describe("a submission that cannot be graded at all has no points, and says what to do", () => {
  test.each([
    ["nothing there", () => join(tmpdir(), "no-such-folder"), /does not exist: give a folder, an archive/],
    ["a file of another kind", () => join(submit({ "a.txt": "hello" }), "a.txt"), /is no folder, zip file, tar file, exercise/],
    ["a folder of something else", () => submit({ "readme.md": "" }), /holds no exercise file: .* 00-tiny\.ts, 01-other\.ts/],
  ])("%s", async (_, make, message) => {
    const verdict = await gradeTiny(make());
    expect(verdict).toMatchObject({ earned: 0, points: 43, problem: expect.stringMatching(message) });
    expect(exerciseOf(verdict, "upper").reason).toEqual({ kind: "refused", message: expect.stringMatching(message) });
  });
});
