import { createHash } from "node:crypto";
import type { LessonExercises } from "../../exercises/types";
import { cellTexts } from "./notebookCells";
import { type NotebookText, notebookText } from "./notebookText";
import { listed } from "./listed";
import { FileProblem } from "./problems";
import { decodeText } from "./regularFile";
import type { Source } from "./source";
import { strangeNames } from "./strangeNames";

/** What was handed in, whatever its form: exercise files, of which only those that are asked for are read. */
export class Submission {
  private readonly notebookNotes: string[] = [];
  /** All that was read so far, by file. */
  readonly texts = new Map<string, string>();
  private readonly notebooks = new Map<string, NotebookText>();
  private readonly refused = new Map<string, FileProblem>();

  constructor(
    private readonly source: Source, private readonly folder: string,
    /** The lessons that it is about: one for a single file, else all. */
    readonly lessons: LessonExercises[],
  ) {}

  /**
   * The text of an exercise file, or of a helper file beside it.
   * @throws FileProblem where it is not there or not fit to be read.
   */
  read(file: string): string {
    const problem = this.refused.get(file);
    if (problem) throw problem;
    const text = this.find(file);
    this.texts.set(file, text);
    return text;
  }

  /** Makes a file one that cannot be read. */
  refuse(file: string, problem: FileProblem): void {
    this.refused.set(file, problem);
    this.texts.delete(file);
  }

  /** The code cells of the notebook that stands in for an exercise file; null where there is none. */
  cells(file: string): string[] | null {
    const notebook = this.notebookFor(file);
    return notebook === null ? null : cellTexts(this.text(notebook), notebook);
  }

  /** Of all that was read so far: the same for the same work, however it was packed. */
  digest(): Buffer {
    const hash = createHash("sha256");
    for (const [file, text] of this.texts) hash.update(`${file}\n${text.length}\n`).update(text);
    return hash.digest();
  }

  /** What was unusual about it, for learner and teacher; known when all is read. */
  get notes(): string[] {
    const ignored = strangeNames(this.source.paths, this.folder).filter((name) => !this.texts.has(name));
    const note = `ignored, since the grader uses its own: ${listed(ignored, 5)}`;
    return [...this.notebookNotes, ...(ignored.length > 0 ? [note] : [])];
  }

  /** A message about lines or functions of an exercise file, as it reads for a learner who wrote it in a notebook. */
  place(message: string): string {
    let placed = message;
    for (const [file, { missing, place }] of this.notebooks) {
      const name = file.replace(/\.ts$/, "");
      const [, lost = ""] = /^there is no exported function (\w+):/.exec(message) ?? [];
      if (missing.includes(lost)) {
        return `no marked cell of ${name}.ipynb writes ${lost}: give the cell that does the tag "exercise"`;
      }
      placed = placed.replaceAll(new RegExp(`${name}\\.ts:(\\d+)`, "g"), (as, line: string) => {
        const where = place(Number(line));
        return where === null ? as : `${name}.ipynb, ${where}`;
      });
    }
    return placed;
  }

  private find(file: string): string {
    const known = this.notebooks.get(file);
    if (known) return known.text;
    const lesson = this.lessons.find((each) => `${each.lesson}.ts` === file);
    const notebook = this.notebookFor(file);
    if (!lesson || notebook === null) return this.text(file);
    const names = lesson.exercises.map(({ name }) => name);
    const made = notebookText(this.text(notebook), notebook, names);
    this.notebooks.set(file, made);
    this.notebookNotes.push(...made.notes.map((note) => `${notebook}: ${note}`));
    return made.text;
  }

  private notebookFor(file: string): string | null {
    const notebook = file.replace(/\.ts$/, ".ipynb");
    const isLesson = this.lessons.some((each) => `${each.lesson}.ts` === file);
    return isLesson && !this.has(file) && this.has(notebook) ? notebook : null;
  }

  private has(file: string): boolean {
    return this.source.paths.includes(this.pathOf(file));
  }

  private text(file: string): string {
    if (!this.has(file)) throw new FileProblem("missing", `${file} is missing from the submission`);
    return decodeText(this.source.read(this.pathOf(file)), file);
  }

  private pathOf(file: string): string {
    return this.folder ? `${this.folder}/${file}` : file;
  }
}
