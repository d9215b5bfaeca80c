import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { executeNotebook, type RunReport } from "../../course/notebooks/execute";
import { joined, type NotebookFile, PLOTLY } from "../../course/notebooks/notebookFile";
import { workFolder, writeNotebook } from "./notebook";

const folders: string[] = [];
let folder: string;

beforeEach(() => folders.push(folder = workFolder()));
afterAll(() => folders.forEach((path) => rmSync(path, { recursive: true, force: true })));

/** A kernel starts in 3 s on an idle machine; other tests may keep this one busy. */
const PATIENCE = 600_000;

const run = (cells: string[], options: Parameters<typeof executeNotebook>[1] = {}): Promise<RunReport> =>
  executeNotebook(writeNotebook(folder, cells), options);
const statuses = ({ cells }: RunReport): string[] => cells.map(({ status }) => status);

const pause = "await new Promise((resolve) => setTimeout(resolve, 20));";

describe("a run in a real kernel", () => {
  it("passes where every cell answers ok, and measures time and memory", async () => {
    const output = join(folder, "out.ipynb");
    const report = await run([
      "import { lines, show } from \"byhand\";\nlet sum = 0;\nconst squares = [1, 4, 9];\nconst boxes = [{ of: { size: 2 } }];",
      `for (const square of squares) {\n  ${pause}\n  sum += square;\n}\nconsole.log(sum);`,
      "show(lines([{ name: \"squares\", y: squares }]));\nconst note = { sum, squares };\nnote",
      "boxes.map(({ of: { size } }) => size * sum)",
    ], { output });
    expect(report.problem).toBeNull();
    expect(report.passed).toBe(true);
    expect(report.seconds).toBeGreaterThan(0.06);
    expect(report.peakMemory).toBeGreaterThan(30e6);
    const { cells } = JSON.parse(readFileSync(output, "utf8")) as NotebookFile;
    expect(joined(cells[1]!.outputs![0]!.text)).toBe("14\n");
    expect(cells[2]!.outputs!.map(({ data }) => data?.[PLOTLY] !== undefined)).toEqual([true, false]);
    // tslab alone fails on the short form `{ sum }` of an earlier cell's variable.
    expect(joined(cells[2]!.outputs![1]!.text)).toBe("{ sum: 14, squares: [ 1, 4, 9 ] }\n");
    // And on the name of a property in a pattern, where an object of an earlier cell has that property.
    expect(joined(cells[3]!.outputs![0]!.text)).toBe("[ 28 ]\n");
    expect(JSON.stringify(cells)).not.toMatch(/iopub|execute_reply/);
  }, PATIENCE);

  it("fails at a cell that throws, names it, and counts none of the cells after it as passed", async () => {
    const report = await run(["const a = 1;", "throw new Error(\"as a test\");", "console.log(\"never\");"]);
    expect(report.passed).toBe(false);
    expect(statuses(report)).toEqual(["ok", "error"]);
    expect(report.problem).toMatch(/^cell 2 of 3 \(throw new Error\("as a test"\);\): error\n[^]*Error: as a test/);
  }, PATIENCE);

  it("fails at a promise that fails unheard, though the kernel answers ok", async () => {
    const report = await run([
      "void (async () => { await new Promise((resolve) => setTimeout(resolve, 5)); throw new Error(\"unheard\"); })();",
    ]);
    expect(statuses(report)).toEqual(["stack trace"]);
    expect(report.problem).toMatch(/UnhandledPromiseRejection: Error: unheard/);
  }, PATIENCE);

  it("fails where the kernel dies, and where a cell takes too long", async () => {
    const died = await run(["process.exit(0);", "console.log(\"never\");"]);
    expect(statuses(died)).toEqual(["the kernel died"]);
    const endless = await run(["await new Promise(() => setTimeout(() => 0, 1e6));"], { cellTimeout: 1 });
    expect(statuses(endless)).toEqual(["timeout"]);
    expect([died.passed, endless.passed]).toEqual([false, false]);
  }, PATIENCE);

  it("fails at a figure outside its band when bands are strict", async () => {
    const strict = await run(["import { shouldSee } from \"byhand-course\";\n" +
      "shouldSee(\"loss\", 2.5, { from: 1.6, to: 1.8, ifNot: \"was it trained?\" });"],
    { environment: { BYHAND_BANDS: "strict", BYHAND_SHORT: "" } });
    expect(strict.problem).toContain("loss: 2.5 is outside its band, expected 1.6 to 1.8: was it trained?");
  }, PATIENCE);

  it("says so where a notebook has nothing to run", async () => {
    expect((await run([])).problem).toBe("the notebook has no code cells");
  }, PATIENCE);
});
