import { randomUUID } from "node:crypto";
import { open, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/**
 * Writes a file so that its name holds either the whole old content or the whole new one, whatever happens on the way.
 *
 * The data goes to a temporary name beside the target, reaches the disk, and is then renamed (POSIX rename is atomic
 * within one folder). A failure removes the temporary file; a killed process can leave it behind, never a torn target.
 *
 * @param path The target; its folder must exist.
 * @param data Text, bytes, or pieces of bytes that are made while the file is written.
 * @throws The file system's own error (no such folder, no permission, disk full) with the target untouched.
 */
export async function atomicWrite(path: string, data: string | Uint8Array | AsyncIterable<Uint8Array>): Promise<void> {
  const folder = dirname(path);
  const temporary = join(folder, `.${basename(path)}.${randomUUID()}.tmp`);
  try {
    const file = await open(temporary, "wx");
    try {
      await writeFile(file, data);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(folder);
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
