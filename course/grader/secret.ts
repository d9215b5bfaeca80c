import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * What the seeds of this machine's gradings come from: made at random once and kept, so that grading again gives the
 * same, and readable by the teacher alone.
 * @param folder Where it is kept.
 */
export async function gradingSecret(folder: string): Promise<Uint8Array> {
  const path = join(folder, "secret");
  await mkdir(folder, { recursive: true });
  await writeFile(path, randomBytes(32), { flag: "wx", mode: 0o600 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
  const secret = await readFile(path);
  if (secret.length >= 32) return secret;
  throw new Error(`${path} should hold 32 random bytes and has ${secret.length}: delete it, and a new one is made`);
}
