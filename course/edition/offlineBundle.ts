import { existsSync, readdirSync, readFileSync } from "node:fs";
import { cp, mkdir, mkdtemp, rename, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { create } from "tar";
import { type Bundle, bundleFile, bundleFolder, npmPart, wheelsPart } from "../setup/bundled";
import { environmentVersion } from "../setup/environment";
import { cacheFolder, environmentPython, requirementsFile } from "../setup/paths";
import { run } from "../setup/run";
import { writeText } from "../setup/stamp";
import type { Product } from "./product";

/** The folder that the archive unpacks to. */
const top = "course";

/**
 * The student edition with all that its set-up would get from the network, for machines of this one's kind: npm's packages
 * as npm keeps them, Python's wheels, and the native engine as it stands here.
 */
export const offlineBundle: Product = {
  name: "offline bundle",
  async write(_, folder) {
    const bundle = await thisMachinesBundle();
    const name = `offline-${bundle.platform}-${bundle.arch}-python${bundle.python}.tar.gz`;
    const work = await mkdtemp(join(folder, "offline.part-"));
    try {
      const course = join(work, top);
      await cp(join(folder, "student"), course, { recursive: true });
      await bundlePackages(course, bundle);
      await linkEngine(course);
      await create({ gzip: true, file: join(work, name), cwd: work, follow: true, portable: true }, [top]);
      await rename(join(work, name), join(folder, name));
    } finally {
      await rm(work, { recursive: true, force: true });
    }
    return `${name} starts without network; it is for machines of this kind, and for Python ${bundle.python}`;
  },
};

/** Gets all packages of an edition into its folder, and writes down which machines they are for. */
export async function bundlePackages(
  course: string, bundle: Bundle, { requirements = requirementsFile }: { requirements?: string } = {},
): Promise<void> {
  const parts = join(course, bundleFolder);
  const installed = await mkdtemp(join(course, ".installed-"));
  try {
    await npmCache(course, { into: join(parts, npmPart), installed });
  } finally {
    await rm(installed, { recursive: true, force: true });
  }
  const download = (...args: string[]): Promise<string> => run([
    environmentPython, "-m", "pip", "download", "--disable-pip-version-check", "--no-input", "-q", "--only-binary=:all:",
    "-d", join(parts, wheelsPart), ...args,
  ]);
  await download("-r", requirements);
  for (const pin of pinsOfPatchVersions(readFileSync(requirements, "utf8"))) await download("--no-deps", pin);
  writeText(join(course, bundleFile), `${JSON.stringify(bundle, null, 2)}\n`);
}

/**
 * Packages that are pinned to one version up to some patch version of Python (3.11.4) and to another from there: learners'
 * Pythons are all of one minor version, but not of one patch version.
 */
export function pinsOfPatchVersions(requirements: string): string[] {
  const lines = requirements.matchAll(/^(\S+==\S+) ; .*python_full_version [<>=]+ '\d+\.\d+\.\d+'.*$/gm);
  return [...lines].map(([, pin]) => pin);
}

/** Fills a cache of npm's with what a lock file names: by installing it, since only that asks for this machine's packages. */
async function npmCache(course: string, { into, installed }: { into: string; installed: string }): Promise<void> {
  for (const entry of readdirSync(course).filter((name) => /^(package.*\.json|\.npmrc|lib|course)$/.test(name))) {
    await cp(join(course, entry), join(installed, entry), { recursive: true });
  }
  await run([npm, "ci", "--ignore-scripts", "--logs-max=0", "--cache", into], { cwd: installed });
}

/** The native engine, where this machine has one: TensorFlow's library, and the addon that was compiled for it. */
async function linkEngine(course: string): Promise<void> {
  const kept = join(cacheFolder, "tensorflow");
  if (!existsSync(kept)) return;
  await mkdir(join(course, ".cache", "tensorflow"), { recursive: true });
  for (const name of readdirSync(kept).filter((each) => !/\.(part|wheels)$|^problem$/.test(each))) {
    await symlink(join(kept, name), join(course, ".cache", "tensorflow", name)); // followed when it is packed
  }
}

async function thisMachinesBundle(): Promise<Bundle> {
  const registry = (await run([npm, "config", "get", "registry"])).trim();
  const [major, minor] = await environmentVersion();
  return { platform: process.platform, arch: process.arch, python: `${major}.${minor}`, registry };
}

const npm = process.platform === "win32" ? "npm.cmd" : "npm";
