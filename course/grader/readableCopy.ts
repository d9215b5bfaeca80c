import { chmodSync, copyFileSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";

const copies = new Map<string, string>();

/**
 * The file itself, or where root starts the grader a copy that any user can read: a learner's process then runs as
 * nobody, who may not enter root's folders. The copy goes when this process ends.
 */
export function readableCopy(file: string): string {
  if (process.getuid?.() !== 0) return file;
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
