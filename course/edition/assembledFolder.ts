import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { SetupError } from "../setup/problem";
import { digest, editionFiles } from "./seal";

/** Marks a folder as made by `npm run assemble`, with the digests of its files. */
const markFile = "assembled.json";

/**
 * Refuses a folder in which anything could be lost: one with files that an earlier assembling did not write, or that were
 * changed since.
 * @throws {SetupError} naming the first of them, and what to do
 */
export function requireReplaceable(folder: string): void {
  if (!existsSync(folder)) return;
  if (!statSync(folder).isDirectory()) throw new SetupError(`${folder} is a file: give --out a folder that is new or empty.`);
  if (readdirSync(folder).length === 0) return;
  const mark = join(folder, markFile);
  if (!existsSync(mark)) throw new SetupError(`${folder} is not empty, and was not made by assemble: give --out a new folder.`);
  const { files } = JSON.parse(readFileSync(mark, "utf8")) as { files: Record<string, string> };
  const own = editionFiles(folder).find((path) =>
    path !== markFile && files[path] !== digest(readFileSync(join(folder, path))));
  if (own === undefined) return;
  throw new SetupError(`${join(folder, own)} was added or changed after ${folder} was assembled: move it out of there, or `
    + "give --out a new folder.");
}

/** Makes a folder whole or not at all: `write` gets a temporary one beside it, which then takes its place. */
export async function replaceFolder(folder: string, write: (temporary: string) => Promise<void>): Promise<void> {
  const work = await mkdtemp(join(dirname(folder), `.${basename(folder)}-`));
  const [made, before] = [join(work, "new"), join(work, "before")];
  try {
    await write(made);
    const files: Record<string, string> = {};
    for (const path of editionFiles(made)) files[path] = digest(await readFile(join(made, path)));
    await writeFile(join(made, markFile), `${JSON.stringify({ files }, null, 1)}\n`);
    requireReplaceable(folder); // again: minutes have passed
    if (existsSync(folder)) await rename(folder, before);
    await rename(made, folder);
  } finally {
    // The old one goes back where the new one could not take its place.
    if (existsSync(before) && !existsSync(folder)) await rename(before, folder);
    await rm(work, { recursive: true, force: true });
  }
}
