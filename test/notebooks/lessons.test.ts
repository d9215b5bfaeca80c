import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { stubFrom } from "../../course/exercises/stubs";
import { executeNotebook, type RunReport } from "../../course/notebooks/execute";
import { LARGEST } from "../../course/notebooks/finish";
import { findLessons } from "../../course/notebooks/lessons";
import { type NotebookFile, PLOTLY } from "../../course/notebooks/notebookFile";
import { root } from "../../course/setup/paths";
import { workFolder } from "./notebook";

/** The exercises as they come: not those in exercises/, in which a learner may have been at work. */
const stubs = workFolder();
const solutions = join(root, "solutions");
for (const file of readdirSync(solutions).filter((name) => name.endsWith(".ts"))) {
  writeFileSync(join(stubs, file), stubFrom(readFileSync(join(solutions, file), "utf8")));
}
afterAll(() => rmSync(stubs, { recursive: true, force: true }));

/**
 * A shortened run in a folder of its own, in which the lesson's `../.cache` is its own too: two runs of a lesson at the
 * same time must not write the same checkpoint, nor a shortened one the model of a full run.
 */
async function run(notebook: string, exercises: string): Promise<RunReport> {
  const work = workFolder();
  const folder = join(work, "notebooks");
  mkdirSync(folder);
  try {
    const environment = { BYHAND_SHORT: "1", BYHAND_BANDS: "strict", BYHAND_EXERCISES: exercises };
    return await executeNotebook(notebook, { folder, environment, cellTimeout: 240 });
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

describe.each(findLessons())("lesson $name", ({ notebook }) => {
  it("runs every cell, with the exercises as stubs and as solutions", async () => {
    const [asStubs, asSolutions] = await Promise.all([run(notebook, stubs), run(notebook, solutions)]);
    expect.soft(asStubs.problem, "with the exercises as stubs").toBeNull();
    expect.soft(asSolutions.problem, "with the exercises as solutions").toBeNull();
    const { cells } = JSON.parse(readFileSync(notebook, "utf8")) as NotebookFile;
    const withCode = cells.filter(({ cell_type, source }) => cell_type === "code" && source.length > 0).length;
    expect([asStubs.cells.length, asSolutions.cells.length]).toEqual([withCode, withCode]);
  }, 600_000);

  it("is committed with a static picture beside each figure, and is no larger than 500 KB", () => {
    const text = readFileSync(notebook, "utf8");
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(LARGEST);
    const figures = (JSON.parse(text) as NotebookFile).cells.flatMap(({ outputs = [] }) => outputs)
      .filter(({ data }) => data?.[PLOTLY]);
    expect(figures.length).toBeGreaterThan(0);
    for (const { data } of figures) expect(data!["image/png"]).toMatch(/^iVBOR/);
  });
});
