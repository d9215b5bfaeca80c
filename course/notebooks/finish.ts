import { homedir } from "node:os";
import { dirname } from "node:path";
import { root } from "../setup/paths";
import { inLines, joined, type NotebookFile, notebookText, type Output, PLOTLY } from "./notebookFile";
import { figurePng, type PlotlyOutput } from "./pictures";

/** Largest size of a committed notebook, in bytes: it must load quickly where it is only read. */
export const LARGEST = 500_000;
/** Pixels of a static picture to each pixel of the figure, tried in this order until the notebook is small enough. */
const ZOOMS = [1.5, 1.25, 1, 0.75];

/** A notebook ready to be committed, or what stands against it. */
export interface Finished {
  text: string;
  /** One sentence each; the notebook must not be committed while there is any. */
  problems: string[];
  remarks: string[];
}

/**
 * Makes an executed notebook ready to be committed: adds a static picture to each figure, takes terminal colours out of
 * texts, and looks for what has no place there (paths of this machine, too large a file).
 */
export async function finish(executed: NotebookFile): Promise<Finished> {
  const notebook = structuredClone(executed);
  for (const { outputs = [] } of notebook.cells) outputs.forEach(plain);
  const problems = machinePaths(notebook);
  const remarks: string[] = [];
  for (const zoom of ZOOMS) {
    const failures = await addPictures(notebook, zoom);
    if (failures.length > 0) return { text: notebookText(notebook), remarks, problems: [...problems, ...failures] };
    const text = notebookText(notebook);
    const size = Buffer.byteLength(text);
    if (size <= LARGEST) return { text, problems, remarks };
    remarks.push(`${kilobytes(size)} with pictures of ${zoom} pixels per pixel`);
  }
  return { text: notebookText(notebook), remarks, problems: [...problems, tooLarge(notebook)] };
}

export function kilobytes(bytes: number): string {
  return `${Math.round(bytes / 1000)} KB`;
}

/** Without terminal colours, and without the machine's remarks on a display (they mean nothing in a file). */
function plain(output: Output): void {
  if (output.text !== undefined) output.text = inLines(withoutColors(joined(output.text)));
  for (const type of ["text/plain", "text/html"]) {
    const content = output.data?.[type] as string | string[] | undefined;
    if (content !== undefined) output.data![type] = inLines(withoutColors(joined(content)));
  }
}

function withoutColors(text: string): string {
  return text.replace(/\u001b\[[0-9;?]*[A-Za-z]/g, "");
}

/** Draws every figure; says which could not be drawn. */
async function addPictures({ cells }: NotebookFile, zoom: number): Promise<string[]> {
  const failures: string[] = [];
  for (const [index, { outputs = [] }] of cells.entries()) {
    for (const { data } of outputs) {
      if (!data?.[PLOTLY]) continue;
      try {
        data["image/png"] = (await figurePng(data[PLOTLY] as PlotlyOutput, { zoom })).toString("base64");
      } catch (error) {
        failures.push(`cell ${index + 1}: no static picture could be drawn of its figure: ${String(error)}`);
      }
    }
  }
  return failures;
}

/** Cells whose outputs show where the course lies on this machine. */
function machinePaths({ cells }: NotebookFile): string[] {
  const paths = [root, dirname(root), homedir()].filter((path) => path.length > 1).map((path) => `${path}/`);
  return cells.flatMap(({ outputs = [] }, index) => {
    const text = JSON.stringify(outputs.map(({ text, data }) => [joined(text), { ...data, "image/png": "" }]));
    const path = paths.find((path) => text.includes(path));
    return path ? [`cell ${index + 1} shows a path of this machine (${path}): print it relative to the course`] : [];
  });
}

function tooLarge(notebook: NotebookFile): string {
  const sizes = notebook.cells.map(({ outputs = [] }, index) => ({ index, size: JSON.stringify(outputs).length }));
  const largest = sizes.sort((a, b) => b.size - a.size).slice(0, 3)
    .map(({ index, size }) => `cell ${index + 1}: ${kilobytes(size)}`).join(", ");
  return `the notebook is larger than ${kilobytes(LARGEST)} even with small pictures (${largest}): show less in a figure`;
}
