import { useEngine } from "byhand";
import { readFileSync, writeFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { LessonUnderTest } from "../../course/verify/lessonUnderTest";
import { isOneLiner, sizeOf } from "../../course/verify/oneLiners";
import { verifyReport } from "../../course/verify/report";
import { verifyLesson, verifyWhole } from "../../course/verify/verifyCourse";
import { checks, notebook, solutions, spoiledLesson, words } from "./spoiledLesson";

beforeAll(() => useEngine("cpu"));
const { lessonFile, change, ownCourse, verified } = spoiledLesson();

describe("verify", () => {
  it("finds nothing in a lesson that is sound", async () => {
    expect(await verified()).toEqual([]);
    expect(words(await verifyWhole(ownCourse()))).toEqual([]);
  });

  it("finds a solution that fails, with the check and what it says", async () => {
    change(solutions, "tf.mean(places, 0)", "tf.sum(places, 0)");
    expect((await verified())[0]).toMatch(/^failure tokenShares: its solution fails with the inputs of seed 1: 3 of 3 checks; the first, "ids .* says: .*counts/);
  });

  it("says once that a solution fails in several checks: how many, and what the first one says", async () => {
    change(solutions, "  return tf.mean(places, 0)", "  return tf.sum(places, 0)");
    const failing = (await verified()).filter((each) => each.includes("its solution fails"));
    expect(failing).toEqual([expect.stringMatching(/with the inputs of seed 1: 3 of 3 checks; the first, "ids .*" says: .*counts/)]);
  });

  it("says once that a solution fails in one check", async () => {
    change(checks, "expected: plain([0.25, 0.5, 0, 0.25])", "expected: plain([0.25, 0.5, 0, 0.2])");
    const failing = (await verified()).filter((each) => each.includes("its solution fails"));
    expect(failing).toEqual([expect.stringMatching(/with the inputs of seed 1: the check "ids .*" says: /)]);
  });

  it("finds a stub that gives the answer away", async () => {
    change(solutions, "  // BEGIN SOLUTION\n", "");
    change(solutions, "  // END SOLUTION\n", "");
    expect(await verified()).toContain("failure tokenShares: its stub earns 4 points: learners would get them for nothing");
  });

  it("finds a stub that fails for another reason", async () => {
    change(solutions, "  const places", "  // STUB: return nothing;\n  const places");
    expect((await verified())[0]).toMatch(/its stub fails, but not because it is not written yet; .*nothing is not defined/);
  });

  it.each([
    ["returns something wrong", "return tf.zeros([1]);", /not because it is not written yet/],
    ["returns the answer", "return tf.mean(tf.cast(tf.oneHot(ids, vocabularySize), \"float32\"), 0);", /its stub earns 4 points/],
  ])("says how a stub by hand is written where it %s", async (_, stub, message) => {
    change(solutions, "  const places", `  // STUB: ${stub}\n  const places`);
    const [found] = await verified();
    expect(found).toMatch(message);
    expect(found).toContain("must end in one that throws: write `// STUB: return todo(\"tokenShares: what is missing\");`");
  });

  it("is content with a stub by hand as it says that one is written", async () => {
    change(solutions, "  const places", "  // STUB: return todo(\"tokenShares: what is missing\");\n  const places");
    expect(await verified()).toEqual([]);
  });

  it("finds a wrong answer that gets through", async () => {
    change(solutions, "answer: mistakes.counts", "answer: tokenShares");
    expect(await verified()).toContainEqual(expect.stringMatching(
      /^failure tokenShares: the wrong answer counts, which counts, .*, gets every point with the inputs of seed 1$/));
  });

  it("finds a wrong answer that is told something else", async () => {
    change(checks, "these are counts", "this is wrong");
    expect(await verified()).toContainEqual(expect.stringMatching(
      /^failure tokenShares: the wrong answer counts is not told "these are counts", but: this is wrong/));
  });

  it("names the solution file, where a wrong answer stands, and its message", async () => {
    change(solutions, "message: \"these are counts\"", "message: \"these are shares\"");
    const findings = await verifyLesson(ownCourse().lessons[0]);
    expect(findings.map(({ file }) => file)).toEqual([lessonFile(solutions)]);
  });

  it("finds hints that are missing or empty", async () => {
    change(solutions, "\"tf.mean(tf.cast(tf.oneHot(ids, vocabularySize), \\\"float32\\\"), 0)\"", "\" \"");
    expect(await verified()).toEqual(["failure tokenShares: hint 3 says too little: \" \""]);
  });

  it("warns where nobody can be half right, which keeps no course of a teacher's from being sound", async () => {
    change(checks, "plain([0, 1, 1, 3], \"int32\"), 4], expected: plain([0.25, 0.5, 0, 0.25])",
      "plain([0, 1, 1], \"int32\"), 4], expected: reference");
    const findings = await verifyLesson(ownCourse().lessons[0]);
    expect(words(findings)).toEqual([expect.stringMatching(/^warning tokenShares: of its wrong answers none earns part/)]);
    expect(verifyReport(ownCourse(), findings)).toMatch(/! see below[\s\S]*\n! .*none earns part[\s\S]*✓ Ours \(1\) is sound$/);
  });

  it("finds an exercise that needs another one of its file", async () => {
    change(solutions, "/**\n * How often", `export function rows(ids: tf.Tensor1D, size: number): tf.Tensor {
  // BEGIN SOLUTION
  return tf.cast(tf.oneHot(ids, size), "float32");
  // END SOLUTION
}

/**\n * How often`);
    change(solutions, "tf.cast(tf.oneHot(ids, vocabularySize), \"float32\")", "rows(ids, vocabularySize)");
    change(solutions, "export const exercises: TeacherNotes = {", `export const exercises: TeacherNotes = {
  rows: { hints: ["a hint of some length", "a hint of some length", "a hint of some length"], wrong: {} },`);
    change(checks, "export const checks: Record<string, Check[]> = {", `export const checks: Record<string, Check[]> = {
  rows: [valueCheck("one", { points: 1, inputs: [plain([0], "int32"), 1], expected: plain([[1]]) })],`);
    const found = await verified();
    expect(found).toContainEqual(expect.stringMatching(/^failure tokenShares: it needs another exercise of its file/));
    expect(found).toContainEqual(expect.stringMatching(/^failure rows: it has no wrong answers/));
  });

  it("finds a part of a model through which nobody could train, unless a check asks for its gradients", async () => {
    change(solutions, "  tokenShares: {", "  tokenShares: {\n    part: \"softmax\",");
    change(solutions, "tf.oneHot(ids, vocabularySize)", "tf.oneHot(tf.cast(ids, \"int32\"), vocabularySize)");
    change(checks, "inputs: [plain([0, 1, 1, 3], \"int32\"), 4]", "inputs: [plain([0, 1, 1, 3]), 4]");
    const found = await verified();
    expect(found).toContainEqual(expect.stringMatching(/it is a part of models, .* no check asks for its gradients/));
    expect(found).toContainEqual(expect.stringMatching(/handing that in must be a wrong answer, theLibrarys/));
  });

  it("finds a solution in a notebook, with the file, the exercise and what can be read there", async () => {
    change(notebook, "// %%", "// %% [markdown]\n// const places = tf.cast(tf.oneHot(ids, vocabularySize), \"float32\");\n\n// %%");
    const [found] = await verifyWhole(ownCourse());
    expect(found).toMatchObject({ severity: "failure", file: notebook, exercise: "tokenShares" });
    expect(found.message).toMatch(/^learners can read here what stands in .*20-our-texts\.ts \(solution\): const places = tf/);
  });

  it("finds a hidden check's name in a notebook", async () => {
    writeFileSync(lessonFile("test/exercises/20-our-texts.hidden.ts"), `import { type Check, plain, valueCheck } from "byhand-course";
export const hidden: Record<string, Check[]> = {
  tokenShares: [valueCheck("a vocabulary of two tokens only", { points: 1, inputs: [plain([0], "int32"), 2], expected: plain([1, 0]) })],
};
`);
    expect(await verified()).toEqual([]);
    change(notebook, "// %%", "// %% [markdown]\n// We also try a vocabulary of two tokens only.\n\n// %%");
    expect(words(await verifyWhole(ownCourse()))).toEqual([expect.stringContaining("(hidden check): a vocabulary of two tokens only")]);
  });
});

describe("a one-liner", () => {
  const size = (body: string): ReturnType<typeof sizeOf> & { oneLiner: boolean } => {
    const start = readFileSync(lessonFile(solutions), "utf8");
    change(solutions, /BEGIN SOLUTION\n([\s\S]*?) {2}\/\/ END/.exec(start)![1], body);
    const lesson = new LessonUnderTest(ownCourse().lessons[0]);
    const [exercise] = lesson.lesson.exercises;
    return { ...sizeOf(exercise, lesson), oneLiner: isOneLiner(exercise, lesson) };
  };

  it("has one statement, however long", () => {
    expect(size("  return tf.mean(tf.cast(tf.oneHot(ids, vocabularySize), \"float32\"), 0);\n"))
      .toEqual({ statements: 1, operations: 3, oneLiner: true });
  });

  it("is no larger for giving names to what is there", () => {
    expect(size("  const [time] = ids.shape;\n  const n = vocabularySize;\n  return tf.zeros([time + n]);\n"))
      .toEqual({ statements: 1, operations: 2, oneLiner: true });
  });

  it("is no larger for being cut in two", () => {
    expect(size("  const table = tf.oneHot(ids, vocabularySize);\n  return tf.mean(table, 0);\n"))
      .toEqual({ statements: 2, operations: 2, oneLiner: true });
  });

  it("is none where two statements compute something", () => {
    expect(size("  const table = tf.oneHot(ids, vocabularySize);\n  return tf.mean(tf.cast(table, \"float32\"), 0);\n").oneLiner)
      .toBe(false);
  });
});
