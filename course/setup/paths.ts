import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** The folder of the course, whether this file runs as written or as compiled. */
export const root = findRoot(__dirname);
export const cacheFolder = join(root, ".cache");
export const environmentFolder = join(root, ".venv");
/** Python inside the course's own virtual environment. */
export const environmentPython = process.platform === "win32"
  ? join(environmentFolder, "Scripts", "python.exe")
  : join(environmentFolder, "bin", "python");
export const requirementsFile = join(root, "course", "requirements.txt");

function findRoot(from: string): string {
  if (existsSync(join(from, "package-lock.json"))) return from;
  if (dirname(from) === from) throw new Error(`${__dirname} lies in no folder with a package-lock.json`);
  return findRoot(dirname(from));
}
