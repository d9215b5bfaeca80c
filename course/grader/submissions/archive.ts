import { oneLine } from "../oneLine";
import { FileProblem, mostBytes, SubmissionError, tooLarge } from "./problems";
import { exerciseFolder, type Source } from "./source";

/** One entry of an archive as it describes itself. */
export interface Entry {
  path: string;
  kind: "file" | "folder" | "link" | "other";
  /** Unpacked, in bytes. */
  size: number;
}

/** An archive file, of whatever format. Both calls go through it from the start. */
export interface Archive {
  /** Calls `see` with each entry; its errors end the walk and are passed on. */
  walk(see: (entry: Entry) => void): Promise<void>;
  /** The bytes of files, none of them longer than `mostBytes` of its name. */
  extract(paths: Set<string>): Promise<Map<string, Uint8Array>>;
}

/** What an archive may hold. A learner's work is a few files of some kilobytes; more is a mistake, or a bomb. */
export const archiveLimits = { entries: 2_000, entry: 16 * 2 ** 20, total: 64 * 2 ** 20, file: 32 * 2 ** 20 };

/**
 * The files of an archive, of which nothing is unpacked but the exercise files, and nothing is written to the disk.
 * @throws SubmissionError where an entry shows that something is wrong with it; the message names the entry.
 */
export async function openArchive(archive: Archive, wanted: Set<string>): Promise<Source> {
  const sizes = new Map<string, number>();
  let entries = 0;
  let total = 0;
  await archive.walk((entry) => {
    check(entry, { count: ++entries, total: total += entry.size });
    if (entry.kind !== "file") return;
    if (sizes.has(entry.path)) throw refused(entry, "is there twice");
    sizes.set(entry.path, entry.size);
  });
  const paths = [...sizes.keys()];
  const folder = exerciseFolder(paths, wanted);
  const readable = paths.filter((path) => isBeside(path, folder) && sizes.get(path)! <= mostBytes(path));
  const contents = await archive.extract(new Set(readable));
  return {
    paths,
    read(path) {
      const name = path.split("/").at(-1)!;
      const bytes = contents.get(path);
      if (bytes) return bytes;
      if ((sizes.get(path) ?? 0) > mostBytes(path)) throw tooLarge(name);
      throw new FileProblem("missing", `${name} is missing from the submission`);
    },
  };
}

/** Exercise files, their helper files and notebooks; what else lies there is not even unpacked. */
function isBeside(path: string, folder: string | null): boolean {
  const name = path.split("/").at(-1)!;
  return path === (folder ? `${folder}/${name}` : name) && /\.(ts|ipynb)$/.test(name);
}

function check(entry: Entry, { count, total }: { count: number; total: number }): void {
  const { path, kind, size } = entry;
  const only = "put only the exercise files into the archive";
  if (/^([/\\]|[A-Za-z]:)/.test(path)) throw refused(entry, "has an absolute path");
  if (path.split(/[/\\]/).includes("..")) throw refused(entry, "leads out of the archive");
  if (/[\\\u0000-\u001f]/.test(path)) throw refused(entry, "has a name that may not be");
  if (kind === "link") throw refused(entry, "is a link: hand in the file itself");
  if (kind === "other") throw refused(entry, "is neither a file nor a folder");
  if (count > archiveLimits.entries) throw refused(entry, `is one entry more than ${archiveLimits.entries}: ${only}`);
  if (size > archiveLimits.entry) throw refused(entry, `is larger than ${archiveLimits.entry} bytes: ${only}`);
  if (total > archiveLimits.total) {
    throw refused(entry, `brings the archive to more than ${archiveLimits.total} bytes: ${only}`);
  }
}

export function refused({ path }: { path: string }, why: string): SubmissionError {
  return new SubmissionError(`its entry "${oneLine(path).slice(0, 200)}" ${why}`);
}
