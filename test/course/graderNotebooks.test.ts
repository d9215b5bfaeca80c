import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { SubmissionVerdict } from "../../course/grader/submissionVerdict";
import { earned, exerciseOf, goodCount, goodDouble, goodUpper, gradeTiny, importTf, submit } from "./graderTiny";

interface CellInput {
  source: string | string[];
  tags?: unknown;
  exercise?: unknown;
  type?: string;
}

function notebook(cells: CellInput[]): string {
  return JSON.stringify({
    nbformat: 4, nbformat_minor: 5, metadata: {},
    cells: cells.map(({ source, tags, exercise, type = "code" }, i) => ({
      cell_type: type, id: `c${i}`, source,
      metadata: { ...(tags === undefined ? {} : { tags }), ...(exercise === undefined ? {} : { course: { exercise } }) },
      ...(type === "code" ? { outputs: [], execution_count: null } : {}),
    })),
  });
}

const grade = (cells: CellInput[]): Promise<SubmissionVerdict> => gradeText(notebook(cells));
const gradeText = (text: string): Promise<SubmissionVerdict> =>
  gradeTiny(join(submit({ "00-tiny.ipynb": text }), "00-tiny.ipynb"));

const marked = (source: string): CellInput => ({ source, tags: ["exercise"] });
const inCell = (source: string): string => source.replace("export ", "");

describe("a notebook", () => {
  test("is graded by its marked cells, as a learner writes them: without export, tf imported elsewhere", async () => {
    const verdict = await grade([
      { source: "# Lesson", type: "markdown", tags: ["exercise"] },
      { source: `${importTf}throw new Error("only the marked cells are run");` },
      { source: inCell(goodDouble).split(/(?<=\n)/), tags: ["other", "exercise"] },
      { source: inCell(goodCount), exercise: "count" },
    ]);
    expect(verdict).toMatchObject({ earned: 36, points: 36, notes: [], problem: null });
  });

  test("may say export, and import in every cell", async () => {
    const verdict = await grade([marked(importTf + goodDouble), marked(importTf + goodCount)]);
    expect(verdict.earned).toBe(36);
  });

  test("may write an exercise as a constant", async () => {
    const verdict = await grade([
      marked("const factor = 2;\nconst double = (x: tf.Tensor) => tf.mul(x, factor);"), marked(goodCount),
    ]);
    expect(verdict.earned).toBe(36);
  });

  test("in a folder stands for the file of the same lesson, unless that is there", async () => {
    const files = { "01-other.ts": goodUpper, "00-tiny.ipynb": notebook([marked(goodDouble), marked(goodCount)]) };
    expect((await gradeTiny(submit(files))).earned).toBe(43);
    expect((await gradeTiny(submit({ ...files, "00-tiny.ts": goodCount }))).earned).toBe(12);
  });

  test("has errors told by cell and line", async () => {
    const verdict = await grade([
      { source: "plain text", type: "markdown" },
      marked(inCell(goodCount)),
      marked("// a comment\nfunction double(x: tf.Tensor) {\n  return (undefined as any).length;\n}"),
    ]);
    expect(exerciseOf(verdict, "double").reason?.message).toMatch(/^your code stopped at 00-tiny\.ipynb, cell 3, line 3:/);
    expect(exerciseOf(verdict, "double").checks[0].reason?.message).toContain("00-tiny.ipynb, cell 3, line 3");
    const broken = await grade([marked("function double(: {")]);
    expect(exerciseOf(broken, "double").reason).toMatchObject({
      kind: "syntax", message: expect.stringMatching(/^00-tiny\.ipynb, cell 1, line 1 cannot be read as TypeScript/),
    });
  });
});

describe("cells that were edited", () => {
  const wrong = "function double(x: tf.Tensor) { return tf.mul(x, 3); }\n";

  test("a duplicated cell: the later one counts, and both are named", async () => {
    const twice = [marked(wrong + inCell(goodCount)), marked(inCell(goodDouble))];
    const verdict = await grade(twice);
    expect(earned(verdict)).toEqual({ double: 31, count: 5 });
    expect(verdict.notes).toEqual(["00-tiny.ipynb: double is written in the cells 1 and 2: the last one counts"]);
    expect((await grade(twice.reverse())).lessons[0].exercises[0].earned).toBe(4);
  });

  test("a deleted cell is missed by name", async () => {
    const verdict = await grade([marked(inCell(goodDouble))]);
    expect(earned(verdict)).toEqual({ double: 31, count: 0 });
    expect(verdict.notes).toEqual(["00-tiny.ipynb: no marked cell writes count"]);
    expect(exerciseOf(verdict, "count").reason?.message).toBe(
      "no marked cell of 00-tiny.ipynb writes count: give the cell that does the tag \"exercise\"",
    );
  });

  test("a cell without its mark is not graded, and is pointed at", async () => {
    const verdict = await grade([marked(inCell(goodDouble)), { source: inCell(goodCount) }]);
    expect(earned(verdict)).toEqual({ double: 31, count: 0 });
    expect(verdict.notes).toEqual([
      "00-tiny.ipynb: count stands in cell 2, which is not marked: give the cell the tag \"exercise\"",
    ]);
  });

  test("a cell that holds something else than its mark says", async () => {
    const verdict = await grade([
      { source: inCell(goodDouble), exercise: "count" }, { source: inCell(goodCount), exercise: "counting" },
    ]);
    expect(earned(verdict)).toEqual({ double: 31, count: 5 });
    expect(verdict.notes).toEqual([
      "00-tiny.ipynb: cell 1 is marked for count, but does not write it",
      "00-tiny.ipynb: cell 2 is marked for counting, which is no exercise of this lesson",
    ]);
  });

  test("the policy holds in cells as well", async () => {
    const verdict = await grade([marked(`import { readFileSync } from "node:fs";\n${goodDouble}${goodCount}`)]);
    expect(exerciseOf(verdict, "double").reason).toEqual({
      kind: "policy", message: expect.stringMatching(/^00-tiny\.ipynb, cell 1, line 1: "node:fs" may not be imported/),
    });
  });
});

test.each([
  ["not JSON", "{", "it is not JSON"],
  ["something else in JSON", "[1, 2]", "it has no cells in notebook format 4"],
  ["null", "null", "it has no cells in notebook format 4"],
  ["an old notebook", JSON.stringify({ nbformat: 3, worksheets: [] }), "it has no cells in notebook format 4"],
  ["cells that are none", JSON.stringify({ nbformat: 4, cells: [null] }), "one of its cells has no text"],
  ["a text that is none", JSON.stringify({ nbformat: 4, cells: [{ cell_type: "code", source: [1] }] }), "has no text"],
])("a notebook file with %s is refused", async (_, text, message) => {
  const verdict = await gradeText(text);
  expect(verdict.earned).toBe(0);
  expect(exerciseOf(verdict, "double").reason).toEqual({
    kind: "refused", message: expect.stringContaining(`00-tiny.ipynb is not a notebook: ${message}`.slice(0, 30)),
  });
  expect(exerciseOf(verdict, "double").reason?.message).toContain(message);
});

test("cells of more than 64 KB are refused, pictures of more than that are not", async () => {
  const long = await grade([marked(`${goodDouble}//${"x".repeat(65_536)}`)]);
  expect(exerciseOf(long, "double").reason?.message).toMatch(/the marked cells of 00-tiny\.ipynb have more than 65536 bytes/);
  const pictures = await grade([marked(goodDouble + goodCount), { source: "x", type: "markdown", tags: ["p".repeat(1e5)] }]);
  expect(pictures.earned).toBe(36);
});
