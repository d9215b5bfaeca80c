import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { findLessons, type Lesson } from "../../course/notebooks/lessons";
import { joined, type NotebookFile, notebookText } from "../../course/notebooks/notebookFile";
import { comparePairs, syncPairs } from "../../course/notebooks/pair";
import { workFolder } from "./notebook";

const folder = workFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const header = "// ---\n// jupyter:\n//   kernelspec:\n//     display_name: TypeScript (tslab)\n" +
  "//     language: typescript\n//     name: tslab\n// ---\n\n";
const text = `${header}// %% [markdown]
// # A lesson
//
// with $a^2$ and \`code\`

// %% tags=["exercise", "stop-here"]
const a = 1;

console.log(a);

// %%
console.log(a + 1);
`;
mkdirSync(join(folder, "src"));
const lesson: Lesson = { name: "90-try", source: join(folder, "src", "90-try.ts"), notebook: join(folder, "90-try.ipynb") };
const read = (): NotebookFile => JSON.parse(readFileSync(lesson.notebook, "utf8")) as NotebookFile;

// Each comparison starts a Python: quick by itself, slow while other tests keep the machine busy.
describe("a notebook and its text", { timeout: 180_000 }, () => {
  it("are in step in every lesson of the course", async () => {
    const states = await comparePairs(findLessons());
    expect(states.length).toBeGreaterThan(0);
    for (const { notebook, why } of states) expect.soft(why, `${notebook}: npm run notebooks -- --sync`).toBeNull();
  });

  it("keep kinds, texts and tags of the cells", async () => {
    writeFileSync(lesson.source, text);
    expect((await syncPairs([lesson]))[0]!.why).toBe("there is no notebook yet");
    expect(read().cells.map(({ cell_type, source, metadata }) => [cell_type, joined(source), metadata.tags])).toEqual([
      ["markdown", "# A lesson\n\nwith $a^2$ and `code`", undefined],
      ["code", "const a = 1;\n\nconsole.log(a);", ["exercise", "stop-here"]],
      ["code", "console.log(a + 1);", undefined],
    ]);
    expect(await comparePairs([lesson])).toEqual([{ notebook: "90-try.ipynb", inStep: true, why: null }]);
  });

  it("keep the outputs of unchanged code, drop those of changed code, and leave a notebook in step alone", async () => {
    writeFileSync(lesson.source, text);
    await syncPairs([lesson]);
    const executed = read();
    const output = (line: string): NotebookFile["cells"][0]["outputs"] =>
      [{ output_type: "stream", name: "stdout", text: [line] }];
    executed.cells[1]!.outputs = output("1\n");
    executed.cells[2]!.outputs = output("2\n");
    writeFileSync(lesson.notebook, notebookText(executed));
    await syncPairs([lesson]);
    expect(readFileSync(lesson.notebook, "utf8")).toBe(notebookText(executed));
    writeFileSync(lesson.source, text.replace("a + 1", "a + 2"));
    expect((await comparePairs([lesson]))[0]!.why).toBe("cell 3 (\"console.log(a + 2);\") differs");
    await syncPairs([lesson]);
    expect(read().cells.map(({ outputs }) => outputs)).toEqual([undefined, output("1\n"), []]);
  });

  it.each([
    ["a cell more", `${text}\n// %%\na\n`, "the text has 4 cells, the notebook 3"],
    ["another tag", text.replace("\"exercise\", ", ""), "cell 2 (\"const a = 1;\") differs"],
    ["another word in a text", text.replace("lesson", "tale"), "cell 1 (\"# A tale\") differs"],
  ])("are out of step with %s", async (_, changed, why) => {
    writeFileSync(lesson.source, text);
    await syncPairs([lesson]);
    writeFileSync(lesson.source, changed);
    expect((await comparePairs([lesson]))[0]).toEqual({ notebook: "90-try.ipynb", inStep: false, why });
  });

  it("are found by number or name, and a wrong one is refused with the right ones", () => {
    writeFileSync(lesson.source, text);
    expect(findLessons(["90"], { folder })).toEqual([lesson]);
    expect(findLessons(["90-try"], { folder })).toEqual([lesson]);
    expect(() => findLessons(["9"], { folder })).toThrow("There is no lesson 9. There are: 90-try");
  });
});
