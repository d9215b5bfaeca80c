import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";

/** Where an edition says what it is; relative to its top folder. */
export const sealFile = "course/edition.json";

/** What an edition is, and which files came with it. */
export interface Seal {
  title: string;
  version: string;
  /** A digest of each file of the course (`fileDigest`), by its path with "/". */
  files: Record<string, string>;
  /** The versions that were here before, each with the day on which the next one came. */
  history: { version: string; until: string }[];
}

/** What set-up, tests and notebooks leave in an edition: none of it came with the course, or need be kept. */
export const madeHere = ["node_modules", "dist", ".venv", ".cache", ".offline", ".ipynb_checkpoints", ".virtual_documents"];

/** Lists the files of a finished edition with their digests. */
export async function sealEdition(folder: string, { title, version }: { title: string; version: string }): Promise<void> {
  const files: Record<string, string> = {};
  for (const path of editionFiles(folder)) {
    if (path !== sealFile) files[path] = fileDigest(await readFile(join(folder, path)));
  }
  const seal: Seal = { title, version, files, history: [] };
  await writeFile(join(folder, sealFile), `${JSON.stringify(seal, null, 1)}\n`);
}

/**
 * What an edition says of itself.
 * @throws RangeError where the folder is no edition.
 */
export function readSeal(folder: string): Seal {
  try {
    return JSON.parse(readFileSync(join(folder, sealFile), "utf8")) as Seal;
  } catch {
    throw new RangeError(`${folder} is no student edition, since it has no readable ${sealFile}`);
  }
}

/** All files of a folder but those that are made there, sorted; with "/" on every system. */
export function editionFiles(folder: string): string[] {
  const below = (place: string): string[] => readdirSync(place, { withFileTypes: true }).flatMap((entry) => {
    const path = join(place, entry.name);
    if (entry.isDirectory()) return madeHere.includes(entry.name) ? [] : below(path);
    return [relative(folder, path).split(sep).join("/")];
  });
  return below(folder).sort();
}

/** The same for the same text, whatever the ends of its lines: Git may write those of Windows there. */
export function fileDigest(content: Buffer): string {
  if (!content.includes("\r\n")) return digest(content);
  return digest(Buffer.from(content.toString("latin1").replaceAll("\r\n", "\n"), "latin1"));
}

/** SHA-256 of the very bytes. */
export function digest(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}
