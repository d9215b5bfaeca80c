import { lstatSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PREFIX = "byhand-graph-";
/** A folder is needed for a second; one this old was left by a process that was killed. */
const STALE_MILLISECONDS = 10 * 60_000;
let swept = false;

/**
 * Calls a function with a new folder that holds one file, and removes both, whatever happens.
 *
 * The folder's name can't be guessed, and nobody but this user can look into it (mode 0700), so that no other process, and
 * no second kernel, meets it. What killed processes left is removed first, once in a process.
 */
export function withTemporaryFile<T>(name: string, content: Uint8Array, use: (folder: string) => T): T {
  if (!swept) removeStale();
  swept = true;
  const folder = mkdtempSync(join(tmpdir(), PREFIX));
  try {
    writeFileSync(join(folder, name), content, { flag: "wx", mode: 0o600 });
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Removes this user's own folders that are too old to be in use; what can't be removed is left to its owner. */
function removeStale(): void {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    const path = join(tmpdir(), name);
    try {
      const found = lstatSync(path); // not what a link points to
      const isOurs = process.getuid === undefined || found.uid === process.getuid();
      if (found.isDirectory() && isOurs && Date.now() - found.mtimeMs > STALE_MILLISECONDS) rmSync(path, { recursive: true });
    } catch {
      // Another process was faster, or may not be disturbed.
    }
  }
}
