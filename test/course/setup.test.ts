import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { findLessons } from "../../course/notebooks/lessons";
import { compileCommand } from "../../course/setup/addon";
import { jupyterCommand } from "../../course/setup/jupyter";
import { kernelSpecification } from "../../course/setup/kernel";
import { parsePort, requireFreePort } from "../../course/setup/port";
import { explainFailure, SetupError } from "../../course/setup/problem";
import { choosePython, findPython, parseAnswer, type Python } from "../../course/setup/python";
import { run } from "../../course/setup/run";
import { fingerprint, readText, writeText } from "../../course/setup/stamp";
import { chooseWheel, type Machine } from "../../course/setup/wheel";

let folder = "";
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), "byhand-")); });
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

const python = (major: number, minor: number, venv = true): Python =>
  ({ command: [`python${major}.${minor}`], version: [major, minor, 1], venv });

describe("Python", () => {
  it("is the first that is new enough and complete", () => {
    expect(choosePython([python(3, 9), python(3, 12, false), python(3, 10), python(3, 11)])).toEqual(python(3, 10));
  });

  it("is rather one that the pinned packages were tried with than one newer than all of them", () => {
    expect(choosePython([python(3, 15), python(3, 13)])).toEqual(python(3, 13));
    expect(choosePython([python(3, 15)])).toEqual(python(3, 15));
  });

  it("is named with what to install where there is none, where it is too old, and where it lacks venv", () => {
    expect(() => choosePython([])).toThrow(/^Python was not found\. Install Python 3\.10 or newer/);
    expect(() => choosePython([python(3, 8), python(2, 7)])).toThrow(/^The Python here is 3\.8\.1, 2\.7\.1, .*too old/);
    expect(() => choosePython([python(3, 9), python(3, 11, false)])).toThrow(/without its `venv` module.*python3-venv/);
  });

  it("must answer the question: a stub that prints an advertisement is none", () => {
    expect(parseAnswer(["python"], "[[3, 11, 7], true]")).toEqual({ command: ["python"], version: [3, 11, 7], venv: true });
    expect(parseAnswer(["python"], "Python was not found; run without arguments to install")).toBeNull();
    expect(parseAnswer(["python"], '[["3", "x"], true]')).toBeNull();
  });

  it.skipIf(process.platform === "win32")("is looked for on the PATH, past stubs that fail (not on Windows)", () => {
    const place = (name: string, script: string): void => {
      writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
      chmodSync(join(folder, name), 0o755);
    };
    vi.stubEnv("PATH", folder);
    expect(() => findPython()).toThrow(/^Python was not found/);
    place("python3", "echo 'python3: command not found' >&2; exit 127");
    place("python", "echo '[[2, 7, 18], false]'");
    expect(() => findPython()).toThrow(/^The Python here is 2\.7\.18, which is too old/);
    place("python3.12", "echo '[[3, 12, 1], true]'");
    expect(findPython()).toEqual({ command: ["python3.12"], version: [3, 12, 1], venv: true });
  });
});

describe("A failed tool", () => {
  it.each([
    ["OSError: [Errno 28] No space left on device", /^The disk is full.*3 GB/],
    ["ConnectionError: HTTPSConnectionPool: NewConnectionError: Connection refused", /^The package index could not be/],
    ["WARNING: Retrying after connection broken by 'NameResolutionError'", /^The package index could not be reached/],
    ["ERROR: Could not find a version that satisfies anyio (from versions: none)\nERROR: No matching distribution found",
      /^The package index could not be reached/],
    ["ERROR: No matching distribution found for jupyterlab==4.6.6", /no version of a package for this Python/],
    ["Error: Command '['python', '-m', 'ensurepip']': No module named ensurepip", /python3-venv/],
    ["PermissionError: [Errno 13] Permission denied: '.venv'", /may not be written/],
  ])("that said %j is explained with what to do", (output, meaning) => {
    expect(explainFailure(output)).toMatch(meaning);
  });

  it("of an unknown kind is left to its own words", async () => {
    expect(explainFailure("Segmentation fault")).toBeNull();
    await expect(run([process.execPath, "-e", "console.error('odd'); process.exit(3)"])).rejects.toThrow(/failed:\nodd/);
  });

  it("is explained, with the end of what it said, and one that hangs is stopped", async () => {
    const full = run([process.execPath, "-e", "console.error('write ENOSPC'); process.exit(1)"]);
    await expect(full).rejects.toBeInstanceOf(SetupError);
    await expect(full).rejects.toThrow(/^The disk is full.*\n.*write ENOSPC/);
    await expect(run([process.execPath, "-e", "setTimeout(() => {}, 60000)"], { timeout: 200 }))
      .rejects.toThrow(/took longer than 200 ms/);
    await expect(run([join(folder, "nothing")])).rejects.toThrow(/ENOENT/);
  });
});

describe("The wheel with TensorFlow's library", () => {
  const on = (platform: NodeJS.Platform, arch: string, more: Partial<Machine> = {}): string | undefined =>
    chooseWheel({ platform, arch, glibc: platform === "linux", nvidia: false, ...more })?.requirements[0];

  it("goes by the name that the package has on each platform", () => {
    expect(on("linux", "x64")).toBe("tensorflow-cpu==2.15.1");
    expect(on("linux", "arm64")).toBe("tensorflow-cpu-aws==2.15.1");
    expect(on("darwin", "arm64")).toBe("tensorflow==2.15.1");
    expect(on("darwin", "x64")).toBe("tensorflow==2.15.1");
  });

  it("is the CUDA build with NVIDIA's libraries where an NVIDIA device answers, under a name of its own", () => {
    const cuda = chooseWheel({ platform: "linux", arch: "x64", glibc: true, nvidia: true });
    expect(cuda?.requirements).toContain("tensorflow==2.15.1");
    expect(cuda?.requirements).toContain("nvidia-cudnn-cu12==8.9.4.25");
    expect(cuda?.name).not.toBe(chooseWheel({ platform: "linux", arch: "x64", glibc: true, nvidia: false })?.name);
    expect(on("darwin", "arm64", { nvidia: true })).toBe("tensorflow==2.15.1");
  });

  it("does not exist for Windows, musl and other processors", () => {
    expect(on("win32", "x64")).toBeUndefined();
    expect(on("linux", "x64", { glibc: false })).toBeUndefined();
    expect(on("linux", "ia32")).toBeUndefined();
  });

  it("is linked by a path relative to the addon, in each platform's own words", () => {
    const options = { compiler: ["c++"], tensorflow: "/course/.cache/t", libraries: ["lib.so"], headers: "/h", output: "o" };
    const linux = compileCommand({ ...options, platform: "linux" });
    expect(linux.slice(0, 2)).toEqual(["c++", "-std=c++17"]);
    expect(linux).toContain("/course/.cache/t/lib.so");
    expect(linux.find((word) => word.startsWith("-Wl,-rpath"))).toMatch(/^-Wl,-rpath,\$ORIGIN\/\.\.\/.*course\/\.cache\/t$/);
    const mac = compileCommand({ ...options, platform: "darwin" });
    expect(mac.find((word) => word.startsWith("-Wl,-rpath"))).toMatch(/^-Wl,-rpath,@loader_path\/\.\./);
    expect(mac.slice(-2)).toEqual(["-undefined", "dynamic_lookup"]);
  });
});

describe("The port", () => {
  it("that is taken is named, with the words that choose another", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as { port: number };
    await expect(requireFreePort(port)).rejects.toThrow(
      new RegExp(`^Port ${port} is taken; .*npm start -- --port ${port + 1}$`));
    await new Promise((resolve) => server.close(resolve));
    await expect(requireFreePort(port)).resolves.toBeUndefined();
  });

  it.each(["0", "65536", "80a", "-1", "8888.5", ""])("%j is none", (text) => {
    expect(() => parsePort(text)).toThrow(`--port is "${text}": expected a whole number from 1 to 65535`);
  });

  it("is read from its digits", () => expect(parsePort("8080")).toBe(8080));
});

describe("Jupyter", () => {
  it("is told the absolute way to Node and tslab, and to interrupt by a signal", () => {
    const specification = kernelSpecification({ node: "/n/node", root: "/course" }) as Record<string, string[]>;
    expect(specification).toMatchObject({ language: "typescript", interrupt_mode: "signal" });
    expect(specification["argv"]?.slice(0, 2)).toEqual(["/n/node", "--enable-source-maps"]);
    expect(specification["argv"]?.slice(-4)).toEqual(
      [join("/course", "node_modules/tslab/bin/tslab"), "kernel", "--config-path", "{connection_file}"]);
    expect(specification["argv"]?.filter((_, at, all) => all[at - 1] === "--require"))
      .toEqual(["earlierNames.cjs", "ports.cjs"].map((file) => join("/course", "course", "notebooks", file)));
  });

  it("opens the first lesson, keeps to the port, and says so when it may run as root or without a browser", () => {
    const command = jupyterCommand({ port: 9000, browser: true, asRoot: false });
    expect(command).toContain("--ServerApp.port=9000");
    expect(command).toContain("--ServerApp.port_retries=0");
    expect(command).toContain(`--LabApp.default_url=/lab/tree/notebooks/${findLessons()[0]!.name}.ipynb`);
    expect(command).not.toContain("--no-browser");
    const other = jupyterCommand({ port: 9000, browser: false, asRoot: true });
    expect(other.slice(-2)).toEqual(["--no-browser", "--allow-root"]);
  });
});

describe("A stamp", () => {
  it("changes with each of its inputs, and does not confuse where one ends and the next begins", () => {
    const all = [fingerprint("a", "b"), fingerprint("ab"), fingerprint("a", "c"), fingerprint("a b")];
    expect(new Set(all).size).toBe(4);
    expect(fingerprint("a", "b")).toBe(all[0]);
  });

  it("is written whole, into folders that need not be there, and leaves nothing else behind", () => {
    const file = join(folder, "deep", "stamp");
    expect(readText(file)).toBe("");
    writeText(file, "one");
    writeText(file, "two");
    expect(readFileSync(file, "utf8")).toBe("two");
    mkdirSync(join(folder, "taken", "file"), { recursive: true });
    expect(() => writeText(join(folder, "taken"), "x")).toThrow();
  });
});
