import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bundlePackages, pinsOfPatchVersions } from "../../course/edition/offlineBundle";
import { type Bundle, bundleFile, wheelSource } from "../../course/setup/bundled";
import { environmentVersion } from "../../course/setup/environment";
import { environmentPython, root } from "../../course/setup/paths";

const { bundledPackages } = await import(join(root, "course", "bootstrap.mjs")) as {
  bundledPackages(folder: string): string[];
};

const work = mkdtempSync(join(tmpdir(), "offline-"));
afterAll(() => rmSync(work, { recursive: true, force: true }));
const put = (path: string, text: string): void => {
  mkdirSync(join(work, path, ".."), { recursive: true });
  writeFileSync(join(work, path), text);
};

describe("packages that came with the course", () => {
  const here = { platform: process.platform, arch: process.arch, python: "3.11", registry: "http://registry.test/" };
  const folder = join(work, "some");
  const come = (bundle: object): void => put(join("some", bundleFile), JSON.stringify(bundle));

  test("are what npm and pip take, and nothing from the network, on a machine of the bundle's kind", () => {
    come(here);
    expect(bundledPackages(folder)).toEqual(
      ["--offline", "--cache", join(folder, ".offline", "npm"), "--registry", "http://registry.test/"]);
    expect(wheelSource([3, 11, 2], { folder })).toEqual(["--no-index", "--find-links", join(folder, ".offline", "wheels")]);
  });

  test("are left alone on a machine of another kind, with another Python, or where none came", () => {
    expect(wheelSource([3, 12, 0], { folder })).toEqual([]);
    come({ ...here, arch: "other" });
    expect([bundledPackages(folder), wheelSource([3, 11, 2], { folder })]).toEqual([[], []]);
    expect([bundledPackages(work), wheelSource([3, 11, 2], { folder: work })]).toEqual([[], []]);
  });

  test("are of all patch versions of the bundle's Python", () => {
    expect(pinsOfPatchVersions("a==1 ; python_full_version < '3.11'\nb==2 ; python_full_version < '3.11.5'\n    # via x\n"
      + "b==3 ; python_full_version >= '3.11.5'\nc==4\n")).toEqual(["b==2", "b==3"]);
  });
});

/** A command's words, run where there is no network but the loopback; only root may make such a place. */
const withoutNetwork = (words: string[]): string[] =>
  ["unshare", "--net", "sh", "-c", "ip link set lo up; exec \"$@\"", "sh", ...words];
const [unshare, ...args] = withoutNetwork(["true"]);
const canBeCutOff = process.platform === "linux" && spawnSync(unshare, args).status === 0;

describe.skipIf(!canBeCutOff)("a bundle, unpacked without network (where root can cut it off)", () => {
  const course = join(work, "course");
  const home = join(work, "home");
  const environment = { PATH: process.env.PATH, HOME: home, LANG: "C.UTF-8", npm_config_fetch_retries: "0" }; // none of this machine's own caches
  const offline = (words: string[]): { status: number | null; output: string } => {
    const [file, ...rest] = withoutNetwork(words);
    const { status, stdout, stderr } = spawnSync(file, rest, { cwd: course, env: environment, encoding: "utf8" });
    return { status, output: stdout + stderr };
  };
  beforeAll(async () => {
    mkdirSync(home);
    // A course of one package, with the real first step: what is bundled and how it is taken is the same for all of them.
    put("course/package.json", JSON.stringify({ name: "small", version: "1.0.0", dependencies: { yauzl: "3.4.0" } }));
    const lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as { packages: Record<string, object> };
    const needed = ["node_modules/yauzl", "node_modules/buffer-crc32", "node_modules/pend"];
    const locked = needed.filter((name) => lock.packages[name]).map((name) => [name, lock.packages[name]]);
    const packages = {
      "": { name: "small", version: "1.0.0", dependencies: { yauzl: "3.4.0" } }, ...Object.fromEntries(locked),
    };
    put("course/package-lock.json", JSON.stringify({ name: "small", lockfileVersion: 3, requires: true, packages }));
    cpSync(join(root, ".npmrc"), join(course, ".npmrc"));
    for (const file of readdirSync(join(root, "course")).filter((name) => name.endsWith(".mjs"))) {
      cpSync(join(root, "course", file), join(course, "course", file));
    }
    const lines = readFileSync(join(root, "course", "requirements.txt"), "utf8").split("\n");
    put("requirements.txt", lines.filter((line) => line.startsWith("soupsieve==")).join("\n"));
    const registry = execFileSync("npm", ["config", "get", "registry"], { encoding: "utf8" }).trim();
    const [major, minor] = await environmentVersion();
    const bundle: Bundle = { platform: process.platform, arch: process.arch, python: `${major}.${minor}`, registry };
    await bundlePackages(course, bundle, { requirements: join(work, "requirements.txt") });
  }, 300_000);

  test("gives npm its packages in the course's own first step", () => {
    const { output } = offline([process.execPath, "course/bootstrap.mjs", "doctor"]); // ends where the course should be built
    expect(output).toContain("Installing the packages (npm ci");
    expect(output).not.toMatch(/could not reach|ENOTCACHED/);
    expect(existsSync(join(course, "node_modules", "yauzl", "package.json"))).toBe(true);
  });

  test("gives pip its wheels, as set-up asks for them", async () => {
    expect(offline([environmentPython, "-m", "venv", "venv"])).toMatchObject({ status: 0 });
    const source = wheelSource(await environmentVersion(), { folder: course });
    const install = [join("venv", "bin", "python"), "-m", "pip", "install", "-q", "--disable-pip-version-check",
      ...source, "-r", join(work, "requirements.txt")];
    expect(offline(install)).toMatchObject({ status: 0 });
    const found = "import importlib.metadata as installed; installed.version('soupsieve')";
    expect(offline(["venv/bin/python", "-c", found])).toMatchObject({ status: 0 });
  }, 120_000);

  test("is needed for that: without it npm says that the network is missing", () => {
    rmSync(join(course, ".offline"), { recursive: true });
    rmSync(join(course, "node_modules"), { recursive: true });
    const { status, output } = offline([process.execPath, "course/bootstrap.mjs", "doctor"]);
    const said = expect.stringContaining("npm could not reach its package registry") as string;
    expect({ status, output }).toMatchObject({ status: 1, output: said });
  });
});
