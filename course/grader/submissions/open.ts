import { open, stat } from "node:fs/promises";
import { basename } from "node:path";
import type { LessonExercises } from "../../exercises/types";
import { type Archive, archiveLimits, openArchive } from "./archive";
import { openFolder } from "./folder";
import { listed } from "./listed";
import { SubmissionError } from "./problems";
import { readRegularFile } from "./regularFile";
import { exerciseFolder } from "./source";
import { Submission } from "./submission";
import { isTar, tarArchive } from "./tar";
import { zipArchive } from "./zip";

/**
 * Opens what was handed in: a folder, a zip or tar file (also `.tar.gz`), an exercise file or a notebook.
 * @throws SubmissionError where it is none of these, or holds no exercise file.
 */
export async function openSubmission(path: string, lessons: LessonExercises[]): Promise<Submission> {
  const entry = await stat(path).catch(() => null);
  if (!entry) throw new SubmissionError("it does not exist: give a folder, an archive, an exercise file or a notebook");
  const files = lessons.map(({ lesson }) => `${lesson}.ts`);
  const wanted = new Set([...files, ...lessons.map(({ lesson }) => `${lesson}.ipynb`)]);
  if (!entry.isDirectory() && !entry.isFile()) throw new SubmissionError("it is neither a file nor a folder");
  if (entry.isFile() && /\.(ts|ipynb)$/.test(path)) return openFile(path, lessons);
  const source = entry.isDirectory()
    ? await openFolder(path, wanted)
    : await openArchive(await archiveOf(path, entry.size), wanted);
  const folder = exerciseFolder(source.paths, wanted);
  if (folder !== null) return new Submission(source, folder, lessons);
  const there = source.paths.map((each) => each.replace(/^.*\/(?=.)/, "")).sort(exercisesFirst);
  const example = /^\d+/.exec(lessons[0]?.lesson ?? "")?.[0] ?? "05";
  throw new SubmissionError(`it holds no exercise file: expected at least one of ${listed(files, 12)}; `
    + `${there.length > 0 ? `it has ${listed(there, 5)}` : "it is empty"} `
    + `(--lesson ${example} grades a single file of another name)`);
}

/** What could be an exercise goes before the rest. */
function exercisesFirst(a: string, b: string): number {
  const rank = (name: string): number => (/\.(ts|ipynb)$/.test(name) ? 0 : 1);
  return rank(a) - rank(b) || (a < b ? -1 : 1);
}

/** One file by itself, which may have a longer name than the lesson's: `jones_05-attention (1).ts`. */
function openFile(path: string, lessons: LessonExercises[]): Submission {
  const name = basename(path);
  const named = lessons.filter(({ lesson }) => name.includes(lesson));
  const lesson = named.length === 1 ? named[0] : lessons.length === 1 ? lessons[0] : null;
  if (!lesson) {
    const names = lessons.map(({ lesson: each }) => each).join(", ");
    throw new SubmissionError(`its name does not say which lesson it is for: name one with --lesson (${names})`);
  }
  const file = `${lesson.lesson}${name.endsWith(".ts") ? ".ts" : ".ipynb"}`;
  return new Submission({ paths: [file], read: () => readRegularFile(path, file) }, "", [lesson]);
}

/** By its first bytes: names of archives are as people like them. */
async function archiveOf(path: string, size: number): Promise<Archive> {
  if (size > archiveLimits.file) {
    throw new SubmissionError(`it has more than ${archiveLimits.file} bytes: hand in the exercise files only`);
  }
  const start = Buffer.alloc(512);
  const file = await open(path);
  try {
    await file.read(start, 0, start.length, 0);
  } finally {
    await file.close();
  }
  if (start.toString("latin1", 0, 2) === "PK") return zipArchive(path);
  if (start[0] === 0x1f && start[1] === 0x8b) return tarArchive(path, { gzip: true });
  if (isTar(start)) return tarArchive(path, { gzip: false });
  throw new SubmissionError("it is no folder, zip file, tar file, exercise file (.ts) or notebook (.ipynb)");
}
