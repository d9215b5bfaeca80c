import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type NotebookFile, notebookText } from "../../course/notebooks/notebookFile";
import { cacheFolder } from "../../course/setup/paths";

/** An empty folder inside the course, where a kernel finds the course's packages. */
export function workFolder(): string {
  const parent = join(cacheFolder, "test-notebooks");
  mkdirSync(parent, { recursive: true });
  return mkdtempSync(join(parent, "run-"));
}

/** A notebook of code cells for the course's kernel. */
export function notebookOf(sources: readonly string[]): NotebookFile {
  return {
    cells: sources.map((source, i) => ({
      cell_type: "code", id: `cell-${i + 1}`, source, metadata: {}, outputs: [], execution_count: null,
    })),
    metadata: { kernelspec: { name: "tslab", display_name: "TypeScript (tslab)", language: "typescript" } },
    nbformat: 4,
    nbformat_minor: 5,
  };
}

/** Writes such a notebook and returns its path. */
export function writeNotebook(folder: string, sources: readonly string[]): string {
  const path = join(folder, "lesson.ipynb");
  writeFileSync(path, notebookText(notebookOf(sources)));
  return path;
}
