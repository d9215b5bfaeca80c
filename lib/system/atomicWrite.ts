import { randomUUID } from "node:crypto";
import { open, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/** Text, bytes, or pieces of bytes that are made while the file is written. */
export type FileContent = string | Uint8Array | AsyncIterable<Uint8Array>;

/**
 * Writes a file so that its name holds either the whole old content or the whole new one, whatever happens on the way.
 *
 * The content goes to a temporary name beside the target, reaches the disk, and is then renamed (POSIX rename is atomic
 * within one folder). A failure removes the temporary file; a killed process can leave it behind, never a torn target.
 *
 * @param path The target; its folder must exist.
 * @throws The file system's own error (no such folder, no permission, disk full) with the target untouched.
 */
export async function atomicWrite(path: string, content: FileContent): Promise<void> {
  await atomicWriteAll(dirname(path), { [basename(path)]: content });
}

/**
 * Writes files of one folder that belong together: none gets its name before all are whole on the disk.
 *
 * Then they are renamed one after the other. Only a process that is killed between two of these renames leaves new files
 * beside old ones.
 *
 * @param files contents by name; they are written and renamed in this order
 * @throws The file system's own error; no target is touched unless a rename itself fails.
 */
export async function atomicWriteAll(folder: string, files: Record<string, FileContent>): Promise<void> {
  const temporary = Object.keys(files).map((name) => join(folder, `.${name}.${randomUUID()}.tmp`));
  try {
    for (const [i, content] of Object.values(files).entries()) await writeToDisk(temporary[i], content);
    for (const [i, name] of Object.keys(files).entries()) await rename(temporary[i], join(folder, name));
  } catch (error) {
    await Promise.all(temporary.map((path) => rm(path, { force: true })));
    throw error;
  }
  await syncFolder(folder);
}

async function writeToDisk(path: string, content: FileContent): Promise<void> {
  const file = await open(path, "wx");
  try {
    await writeFile(file, content);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Makes the new name itself survive a power cut; Windows cannot open folders and needs no such step. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
