import { createWriteStream } from "node:fs";
import { cp, mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative, sep } from "node:path";
import { pipeline } from "node:stream/promises";
import { ZipFile } from "yazl";
import { root } from "../setup/paths";
import { writeGrader } from "./graderFolder";
import type { Product } from "./product";

/**
 * The zip that Gradescope takes as an autograder (gradescope-autograders.readthedocs.io/en/latest/specs): `setup.sh` and
 * `run_autograder` on top, and the grader with hidden checks. No solution is in it, but hidden checks are: it is for
 * teachers only.
 */
export const gradescopeZip: Product = {
  name: "Gradescope autograder",
  async write(course, folder) {
    const work = await mkdtemp(join(tmpdir(), "byhand-gradescope-"));
    try {
      await cp(join(root, "course", "edition", "files", "gradescope"), work, { recursive: true });
      await writeGrader(course, join(work, "grader"), { hidden: true });
      await zipFolder(work, join(folder, "gradescope.zip"));
    } finally {
      await rm(work, { recursive: true, force: true });
    }
    return "gradescope.zip is uploaded under Configure Autograder; it holds hidden checks, so keep it from learners";
  },
};

/** Zips a folder's contents; the same contents give the same bytes. */
async function zipFolder(folder: string, target: string): Promise<void> {
  const zip = new ZipFile();
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name)).sort();
  for (const file of files) {
    const mode = ((await stat(file)).mode & 0o100) === 0 ? 0o100644 : 0o100755;
    const name = relative(folder, file).split(sep).join("/");
    zip.addFile(file, name, { mtime: new Date(2026, 0, 1), mode, forceDosTimestamp: true });
  }
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(target));
}
