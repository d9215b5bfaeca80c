import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { type ChildProgram, learnerProgram } from "../../course/grader/bundle";
import type { Isolation } from "../../course/grader/isolation";
import { LearnerProcess } from "../../course/grader/learnerProcess";
import { readableCopy } from "../../course/grader/readableCopy";
import { prepareSandbox } from "../../course/grader/sandbox";
import { gradeFile, importTf, goodCount, goodDouble, tinyCache, tinyLimits } from "./graderTiny";

const isolation: Isolation = { tier: "process", systemLimits: false, user: "own" };
const twoThirds = { dtype: "float32" as const, shape: [2], values: [2, 3] };

async function double(program: ChildProgram): Promise<unknown> {
  const learner = await LearnerProcess.start(program, isolation, tinyLimits);
  const code = "exports.double = (x) => require('@tensorflow/tfjs-core').mul(x, 2);";
  try {
    await learner.ask({
      op: "load", entry: "a.ts", files: [["a.ts", { code, map: "", imports: [] }]], policy: { imports: [], forbidden: {} },
    }, 5_000);
    return await learner.ask({ op: "gradient", name: "double", args: [twoThirds] }, 5_000);
  } finally {
    await learner.stop();
  }
}

describe("the program of a learner's process", () => {
  test("answers the same from its snapshot and from its bundle", async () => {
    const program = await learnerProgram(tinyCache, tinyLimits);
    expect(program.snapshot).toMatch(/\.blob$/);
    const answer = await double(program);
    expect(answer).toMatchObject({ ok: true, value: [{ shape: [2] }] });
    expect(await double({ ...program, snapshot: null })).toEqual(answer);
  });

  test("is started from the bundle where a snapshot does not start, and later from a new snapshot", async () => {
    const { snapshot } = await learnerProgram(tinyCache, tinyLimits);
    writeFileSync(snapshot!, "not a snapshot");
    try {
      const sandbox = await prepareSandbox(tinyCache, { limits: tinyLimits });
      expect(sandbox.program.snapshot).toBeNull();
      expect(await gradeFile(importTf + goodDouble + goodCount)).toMatchObject({ earned: 43 });
    } finally {
      rmSync(snapshot!);
    }
    expect((await prepareSandbox(tinyCache, { limits: tinyLimits })).program.snapshot).toBe(snapshot);
  });

  test("has a snapshot for each size of the heap: engines refuse those that were made with other flags", async () => {
    const { snapshot } = await learnerProgram(tinyCache, tinyLimits);
    const larger = { ...tinyLimits, heap: tinyLimits.heap + 2 ** 20 };
    expect((await learnerProgram(tinyCache, larger)).snapshot).not.toBe(snapshot);
    await expect(LearnerProcess.start({ bundle: "", snapshot }, isolation, larger)).rejects.toThrow(/snapshot/);
  });

  test("is kept, and those of earlier states of the sources for a week", async () => {
    const folder = join(tinyCache, "old");
    mkdirSync(folder, { recursive: true });
    for (const [name, days] of [["child-old.cjs", 8], ["child-old-1.blob", 8], ["child-new.cjs", 6], ["secret", 99]] as const) {
      writeFileSync(join(folder, name), "");
      const then = Date.now() / 1000 - days * 24 * 3600;
      utimesSync(join(folder, name), then, then);
    }
    const { bundle } = await learnerProgram(folder, tinyLimits);
    expect(readdirSync(folder)).not.toContain("child-old.cjs");
    expect(readdirSync(folder)).not.toContain("child-old-1.blob");
    expect(readdirSync(folder)).toEqual(expect.arrayContaining(["child-new.cjs", "secret"]));
    const { mtimeMs } = statSync(bundle);
    await learnerProgram(folder, tinyLimits);
    expect(statSync(bundle).mtimeMs).toBe(mtimeMs);
  });
});

describe("a file that nobody must be able to read", () => {
  const closed = mkdtempSync(join(tmpdir(), "closed-")); // entered by its owner only
  afterAll(() => rmSync(closed, { recursive: true }));
  const file = join(closed, "child.cjs");
  writeFileSync(file, "text");

  test.runIf(process.getuid?.() === 0)("is copied where root keeps it to itself, once", () => {
    const copy = readableCopy(file);
    expect(dirname(copy)).not.toBe(closed);
    expect(statSync(copy).mode & 0o004).toBe(0o004);
    expect(statSync(dirname(copy)).mode & 0o001).toBe(0o001);
    expect(readableCopy(file)).toBe(copy);
    rmSync(dirname(copy), { recursive: true });
  });

  test("is taken as it is where all may read it anyway", () => {
    const open = join(tinyCache, "..", "open.cjs");
    writeFileSync(open, "text", { mode: 0o644 });
    expect(readableCopy(open)).toBe(open);
    expect(existsSync(open)).toBe(true);
  });
});
