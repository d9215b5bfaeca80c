import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { run } from "../setup/run";

interface PackageFile {
  scripts?: Record<string, string>;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  [field: string]: unknown;
}

const packages = ["package.json", "lib/package.json", "course/package.json"];
const lockFile = "package-lock.json";

/**
 * The package.json files and the lock file of a student edition, by path: only the commands that it has, and only the
 * packages that its sources name; versions are those of this repository.
 *
 * @param options.sources the text of every source that the edition has
 * @throws {SetupError} where npm cannot take packages out of the lock file
 */
export async function studentPackages(
  root: string, { title, commands, sources }: { title: string; commands: readonly string[]; sources: readonly string[] },
): Promise<Record<string, string>> {
  const read = async (file: string): Promise<PackageFile> => JSON.parse(await readFile(join(root, file), "utf8"));
  const [top, lib, course] = await Promise.all(packages.map(read));
  const named = (name: string): boolean => sources.some((text) => text.includes(`"${name}`)) || name.startsWith("@types/");
  const scripts = Object.fromEntries(Object.entries(top.scripts ?? {}).filter(([name]) => commands.includes(name)));
  const kept: Record<string, PackageFile> = {
    "package.json": withPackages({ ...top, description: title, scripts }, (name) => named(name) || name === "tslab"),
    "lib/package.json": lib,
    "course/package.json": withPackages(course, named),
  };
  const texts = Object.fromEntries(Object.entries(kept).map(([path, content]) => [path, json(content)]));
  return { ...texts, [lockFile]: await lockFor(texts, root) };
}

/** What is left of a package's dependencies; types of packages that went go with them. */
function withPackages(
  { dependencies = {}, devDependencies = {}, ...rest }: PackageFile, keep: (name: string) => boolean,
): PackageFile {
  const only = (all: Record<string, string>): Record<string, string> =>
    Object.fromEntries(Object.entries(all).filter(([name]) => keep(name)));
  const left = only(dependencies);
  const typed = ([name]: [string, string]): boolean => {
    const of = name.replace(/^@types\//, "");
    return of === name || of === "node" || Object.hasOwn(left, of);
  };
  const tools = Object.fromEntries(Object.entries(only(devDependencies)).filter(typed));
  return { ...rest, dependencies: left, devDependencies: tools };
}

/** The lock file without what nothing asks for any more. npm does it, offline, in a folder of its own. */
async function lockFor(texts: Record<string, string>, root: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "byhand-lock-"));
  try {
    await copyFile(join(root, lockFile), join(folder, lockFile));
    await copyFile(join(root, ".npmrc"), join(folder, ".npmrc"));
    for (const [path, text] of Object.entries(texts)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    const npm = process.platform === "win32" ? "npm.cmd" : "npm";
    await run([npm, "install", "--package-lock-only", "--offline", "--ignore-scripts"], { cwd: folder });
    return await readFile(join(folder, lockFile), "utf8");
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
