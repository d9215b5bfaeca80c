import { useEngine } from "byhand";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Course, readCourse } from "../../course/edition/course";
import { root } from "../../course/setup/paths";
import { LessonUnderTest } from "../../course/verify/lessonUnderTest";
import { isOneLiner, sizeOf } from "../../course/verify/oneLiners";
import { verifyReport } from "../../course/verify/report";
import { type Finding, verifyLesson, verifyWhole } from "../../course/verify/verifyCourse";

/** A teacher's own lesson, as `npm run new` makes it: sound as it is. Each test below spoils one thing. */
let folder: string;
beforeAll(() => useEngine("cpu"));
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "byhand-verify-"));
  cpSync(join(root, "course", "edition", "newLesson"), join(folder, "lessons"), { recursive: true });
  writeFileSync(join(folder, "course.yaml"), `title: Ours\nversion: 1\nown: lessons\nweeks:\n  - title: One\n    lessons: [20-our-texts]\n`);
});
afterEach(() => rmSync(folder, { recursive: true }));

const solutions = "solutions/20-our-texts.ts";
const checks = "test/exercises/20-our-texts.checks.ts";
const notebook = "notebooks/src/20-our-texts.ts";

function change(file: string, from: string, to: string): void {
  const path = join(folder, "lessons", file);
  const text = readFileSync(path, "utf8");
  expect(text).toContain(from);
  writeFileSync(path, text.replace(from, to));
}

/** The course with the teacher's own lesson alone: ours are proven elsewhere. */
function ownCourse(): Course {
  const course = readCourse(join(folder, "course.yaml"));
  return { ...course, lessons: course.lessons.filter(({ lesson }) => lesson === "20-our-texts") };
}

const words = (findings: Finding[]): string[] =>
  findings.map(({ severity, exercise, message }) => `${severity} ${exercise ?? ""}: ${message}`);

async function verified(): Promise<string[]> {
  return words(await verifyLesson(ownCourse().lessons[0]));
}

describe("verify", () => {
  it("finds nothing in a lesson that is sound", async () => {
    expect(await verified()).toEqual([]);
    expect(words(await verifyWhole(ownCourse()))).toEqual([]);
  });

  it("finds a solution that fails, with the check and what it says", async () => {
    change(solutions, "tf.mean(places, 0)", "tf.sum(places, 0)");
    expect((await verified())[0]).toMatch(/^failure tokenShares: its solution fails with the inputs of seed 1: the check "ids .* says: .*counts/);
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
    writeFileSync(join(folder, "lessons/test/exercises/20-our-texts.hidden.ts"), `import { type Check, plain, valueCheck } from "byhand-course";
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
    const start = readFileSync(join(folder, "lessons", solutions), "utf8");
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
