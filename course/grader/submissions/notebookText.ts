import { type CodeCell, codeCells } from "./notebookCells";
import { FileProblem, largestFile } from "./problems";

/** The exercise file that the marked cells of a notebook make together. */
export interface NotebookText {
  text: string;
  /** What was unusual about the cells, for learner and teacher. */
  notes: string[];
  /** The exercises that no marked cell writes. */
  missing: string[];
  /** Where a line of the text stands in the notebook: "cell 7, line 2"; null where no cell has it. */
  place(line: number): string | null;
}

const facade = "import * as tf from \"@tensorflow/tfjs-core\";";

/**
 * Puts together the marked cells of a notebook: code cells with the tag `exercise`, or with an exercise's name in their
 * metadata, `{"course": {"exercise": "causalMask"}}`. Where two of them write the same function the later one counts,
 * as it would if the notebook ran from top to bottom.
 * @param names The exercises of the lesson.
 * @throws FileProblem where it is no notebook, or the cells are too long.
 */
export function notebookText(json: string, file: string, names: string[]): NotebookText {
  const code = codeCells(json, file);
  const cells = code.filter(({ marked }) => marked);
  const notes = [...duplicates(cells, names), ...strayed(cells, names)];
  const missing = names.filter((name) => !cells.some(({ declared }) => declared.has(name)));
  for (const name of missing) {
    const elsewhere = code.find(({ marked, declared }) => !marked && declared.has(name));
    notes.push(elsewhere
      ? `${name} stands in cell ${elsewhere.number}, which is not marked: give the cell the tag "exercise"`
      : `no marked cell writes ${name}`);
  }
  const kept = cells.map((cell, index) => withoutLaterOnes(cell, cells.slice(index + 1), names));
  const lines = kept.flatMap((cell) => cell.lines.map((text, index) => ({ text, cell: cell.number, line: index + 1 })));
  const exported = names.filter((name) => kept.some((cell) => cell.declared.get(name)?.exported === false));
  const body = onceImported(lines.map(({ text }) => text));
  // A lesson imports tf in a cell of its own, which is not marked.
  const head = body.some((line) => /^\s*import\b.*@tensorflow\/tfjs-core/.test(line)) ? [] : [facade];
  const tail = exported.length > 0 ? [`export { ${exported.join(", ")} };`] : [];
  const text = [...head, ...body, ...tail, ""].join("\n");
  if (Buffer.byteLength(text) > largestFile) {
    throw new FileProblem("refused", `the marked cells of ${file} have more than ${largestFile} bytes together`);
  }
  const place = (line: number): string | null => {
    const found = lines[line - 1 - head.length];
    return found ? `cell ${found.cell}, line ${found.line}` : null;
  };
  return { text, notes, missing, place };
}

function duplicates(cells: CodeCell[], names: string[]): string[] {
  return names.flatMap((name) => {
    const numbers = cells.filter(({ declared }) => declared.has(name)).map(({ number }) => number);
    if (numbers.length < 2) return [];
    return [`${name} is written in the cells ${numbers.join(" and ")}: the last one counts`];
  });
}

function strayed(cells: CodeCell[], names: string[]): string[] {
  return cells.flatMap(({ number, exercise, declared }) => {
    if (exercise === null || declared.has(exercise)) return [];
    const why = names.includes(exercise) ? "but does not write it" : "which is no exercise of this lesson";
    return [`cell ${number} is marked for ${exercise.slice(0, 60)}, ${why}`];
  });
}

/** A cell with empty lines where a later cell writes the same exercise again. */
function withoutLaterOnes(cell: CodeCell, later: CodeCell[], names: string[]): CodeCell {
  const declared = new Map(cell.declared);
  const lines = [...cell.lines];
  for (const name of names) {
    const found = declared.get(name);
    if (!found || !later.some((other) => other.declared.has(name))) continue;
    lines.fill("", found.from, found.to + 1);
    declared.delete(name);
  }
  return { ...cell, lines, declared };
}

/** Each import once: every cell may bring its own. */
function onceImported(lines: string[]): string[] {
  const seen = new Set<string>();
  return lines.map((line) => {
    if (!/^\s*import\b/.test(line)) return line;
    if (seen.has(line.trim())) return "";
    seen.add(line.trim());
    return line;
  });
}
