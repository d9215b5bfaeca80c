import { mkdirSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { learnersCache } from "./folder";

/**
 * Puts a copy of a file's content aside under a name of its own, with the time in it; no earlier copy is ever replaced.
 *
 * @param file the name of the file that it is a copy of, such as "05-attention.ts"
 * @returns the copy's path; it is on the disk by then
 */
export async function keepCopy(
  file: string, content: string | Uint8Array, { folder = join(learnersCache(), "exercises") }: { folder?: string } = {},
): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const time = new Date().toISOString().replaceAll(":", "-");
  for (let number = 1; ; number++) {
    const path = join(folder, `${time}${number > 1 ? `-${number}` : ""}-${file}`);
    const copy = await open(path, "wx").catch((error: NodeJS.ErrnoException) => {
      if (error.code === "EEXIST") return null;
      throw error;
    });
    if (!copy) continue;
    try {
      await copy.writeFile(content);
      await copy.sync();
    } finally {
      await copy.close();
    }
    return path;
  }
}
