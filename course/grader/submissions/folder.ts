import { type Dirent, existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { SubmissionError } from "./problems";
import { readRegularFile } from "./regularFile";
import { mayHoldExercises, type Source } from "./source";

/** How far below the submitted folder its exercise files may lie: `name/homework/exercises/05-attention.ts`. */
const deepest = 3;
/** The most names that are looked at in search of them. */
const mostNames = 10_000;

/**
 * A submitted folder; of its subfolders only as much as it takes to find a file of a wanted name.
 * @throws SubmissionError where it cannot be read.
 */
export async function openFolder(folder: string, wanted: Set<string>): Promise<Source> {
  const paths: string[] = [];
  let level = [""];
  for (let depth = 0; depth <= deepest && level.length > 0; depth++) {
    const below: string[] = [];
    for (const sub of level) {
      for (const entry of await entriesOf(join(folder, sub), depth)) {
        const path = sub ? `${sub}/${entry.name}` : entry.name;
        if (entry.isDirectory() && !wanted.has(entry.name)) {
          if (mayHoldExercises(entry.name)) below.push(path);
          else paths.push(`${path}/`);
        } else if (paths.push(path) > mostNames) {
          throw new SubmissionError(`it holds more than ${mostNames} files: hand in the exercise files only`);
        }
      }
    }
    if (paths.some((path) => wanted.has(path.split("/").at(-1)!))) break;
    level = below;
  }
  return { paths, read: (path) => readRegularFile(join(folder, path), path.split("/").at(-1)!) };
}

async function entriesOf(folder: string, depth: number): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (depth > 0 && existsSync(folder)) return []; // a subfolder that is nobody's business
    throw new SubmissionError(`it cannot be read: ${(error as Error).message}`);
  }
}
