import { chmodSync, copyFileSync, mkdtempSync, realpathSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";

const copies = new Map<string, string>();

/**
 * The file itself, or where root starts the grader and keeps it in a folder of its own, a copy that any user can read: a
 * learner's process then runs as nobody. The copy goes when this process ends.
 */
export function readableCopy(file: string): string {
  if (process.getuid?.() !== 0 || isReadableByAll(file)) return file;
  const known = copies.get(file);
  if (known !== undefined) return known;
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "byhand-grader-")));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  chmodSync(folder, 0o755);
  const copy = join(folder, basename(file));
  copyFileSync(file, copy);
  chmodSync(copy, 0o444);
  copies.set(file, copy);
  return copy;
}

function isReadableByAll(file: string): boolean {
  if (!(statSync(file).mode & 0o004)) return false;
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    if (!(statSync(folder).mode & 0o001)) return false;
    if (folder === dirname(folder)) return true;
  }
}
