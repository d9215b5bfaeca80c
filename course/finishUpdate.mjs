// Carries out an update that `npm run update` has prepared. Every command looks for one first (bootstrap.mjs), since an
// update that was interrupted leaves a course half old and half new. Plain JavaScript on Node's built-in modules, because
// what there is to build may be just that half.
import { createHash } from "crypto";
import fs from "fs";
import path from "path";

/** Everything about an update that is not finished: `journal.json`, and the new files below `new/`. */
export const updateFolder = ".update";

/** Whether an update was prepared and not finished. */
export function updateIsWaiting(root) {
  return fs.existsSync(path.join(root, updateFolder, "journal.json"));
}

/**
 * Puts each prepared file in its place, by a rename, and removes what the new version no longer has. Interrupted at any
 * point, it goes on from there when it is called again. A file that was written since the update was prepared is copied
 * to the update's backups first. Returns the journal; null where there was no update.
 */
export function finishUpdate(root) {
  if (!updateIsWaiting(root)) return null;
  const work = path.join(root, updateFolder);
  const journal = JSON.parse(fs.readFileSync(path.join(work, "journal.json"), "utf8"));
  const { backups, steps } = journal;
  for (const { file, before, remove } of steps) {
    const [target, prepared] = [path.join(root, file), path.join(work, "new", file)];
    if (!remove && !fs.existsSync(prepared)) continue; // done before the interruption
    const now = digest(target);
    if (now !== null && now !== before) copy(target, path.join(root, backups, "written-meanwhile", file));
    if (remove) fs.rmSync(target, { force: true });
    else {
      fs.mkdirSync(path.dirname(target), { recursive: true });
      fs.renameSync(prepared, target);
    }
  }
  for (const part of ["lib", "course"]) fs.rmSync(path.join(root, part, "dist"), { recursive: true, force: true });
  fs.rmSync(path.join(work, "new"), { recursive: true, force: true });
  fs.rmSync(path.join(work, "journal.json")); // from here on there is no update any more
  fs.rmSync(work, { recursive: true, force: true });
  return journal;
}

function digest(file) {
  if (!fs.existsSync(file)) return null;
  return createHash("sha256").update(fs.readFileSync(file)).digest("hex");
}

function copy(from, to) {
  fs.mkdirSync(path.dirname(to), { recursive: true });
  fs.copyFileSync(from, `${to}.part`);
  fs.renameSync(`${to}.part`, to);
}
