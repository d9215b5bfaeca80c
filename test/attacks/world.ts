import { createHash } from "node:crypto";
import {
  chmodSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, realpathSync, writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hiddenWord } from "./course";

/** Stands in the teacher's files, in the grader's environment and on its command line, and must stand nowhere else. */
export const teachersSecret = "QUETZALCOATL";

/**
 * A folder for the grader and all that it works on. Everything in it may be read and written by every user: what holds
 * an attack off is then the grader's isolation, not the rights of files.
 */
export function makeWorld(): string {
  const world = realpathSync(mkdtempSync(join(tmpdir(), "attacks-")));
  chmodSync(world, 0o777);
  for (const name of ["in", "teacher", "results", "temporary"]) openFolder(join(world, name));
  const check = join(world, "teacher", "00-tiny.hidden.ts");
  writeFileSync(check, `// ${teachersSecret}\nexport const hidden = { double: "${hiddenWord}" };\n`);
  chmodSync(check, 0o666);
  return world;
}

export function openFolder(path: string): void {
  mkdirSync(path);
  chmodSync(path, 0o777);
}

/** All that lies in a folder: kind, rights and content of each entry. */
export function inventory(folder: string, path = ""): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of readdirSync(join(folder, path)).sort()) {
    const at = join(path, name);
    const entry = lstatSync(join(folder, at));
    if (entry.isDirectory()) Object.assign(found, inventory(folder, at));
    const content = entry.isFile() ? createHash("sha256").update(readFileSync(join(folder, at))).digest("hex")
      : entry.isSymbolicLink() ? readlinkSync(join(folder, at)) : "";
    found[at] = `${entry.mode.toString(8)} ${content}`;
  }
  return found;
}
