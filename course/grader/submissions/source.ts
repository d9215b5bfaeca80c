import { SubmissionError } from "./problems";

/** What was handed in, as a tree of files: only names are known until one of them is read. */
export interface Source {
  /** With "/" between folders, and after a folder that was not looked into. */
  paths: string[];
  /** The bytes of one file beside others in the folder; FileProblem where they cannot be had. */
  read(path: string): Uint8Array;
}

/** Folders that hold other people's work, or what a system left behind. */
const notTheirs = new Set(["node_modules", "__MACOSX"]);

/** Whether a folder of this name is looked into. */
export function mayHoldExercises(folder: string): boolean {
  return !notTheirs.has(folder) && (folder === "." || !folder.startsWith("."));
}

/**
 * The folder that holds the exercise files: the one nearest to the top, or of several the one called `exercises`.
 * @param wanted The names of the exercise files and notebooks.
 * @returns "" for the top itself; null where there is none.
 * @throws SubmissionError where several could be meant.
 */
export function exerciseFolder(paths: string[], wanted: Set<string>): string | null {
  const folders = new Set<string>();
  for (const path of paths) {
    const parts = path.split("/");
    const name = parts.pop()!;
    if (wanted.has(name) && parts.every(mayHoldExercises)) folders.add(parts.join("/"));
  }
  const depth = (folder: string): number => (folder === "" ? 0 : folder.split("/").length);
  const least = Math.min(...[...folders].map(depth));
  const nearest = [...folders].filter((folder) => depth(folder) === least).sort();
  const named = nearest.filter((folder) => folder.split("/").at(-1) === "exercises");
  const [chosen = null, ...others] = named.length > 0 ? named : nearest;
  if (others.length === 0) return chosen;
  const list = nearest.slice(0, 5).join(", ");
  throw new SubmissionError(`there are exercise files in several folders (${list}): hand in one of them`);
}
