/** A notebook as it stands in its file (nbformat 4.5), as far as the course looks at it. */
export interface NotebookFile {
  cells: Cell[];
  metadata: Record<string, unknown>;
  nbformat: number;
  nbformat_minor: number;
}
export interface Cell {
  cell_type: "code" | "markdown" | "raw";
  id: string;
  source: Text;
  metadata: { tags?: string[] } & Record<string, unknown>;
  outputs?: Output[];
  execution_count?: number | null;
}
export interface Output {
  output_type: "stream" | "display_data" | "execute_result" | "error";
  name?: string;
  text?: Text;
  data?: Record<string, unknown>;
  metadata?: Record<string, unknown>;
}
/** Text stands whole or in lines, each with its line break. */
export type Text = string | string[];

export const PLOTLY = "application/vnd.plotly.v1+json";

/** The notebook as the Jupyter tools write it, so that no tool finds anything to change. */
export function notebookText(notebook: NotebookFile): string {
  return `${JSON.stringify(sorted(notebook), null, 1)}\n`;
}

export function joined(text: Text | undefined): string {
  return Array.isArray(text) ? text.join("") : text ?? "";
}

export function inLines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, inner]) => [key, sorted(inner)]));
}
