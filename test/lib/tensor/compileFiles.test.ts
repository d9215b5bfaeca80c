import { execFile, spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, statSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import * as tf from "@tensorflow/tfjs-core";
import { build } from "esbuild";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import * as byhand from "byhand";
import { engines } from "../../engines";
import { mutated } from "../../mutated";

const OLD = new Date(Date.now() - 3_600_000);
/** A copy of the library that has not compiled anything yet, as in a new process. */
const freshLibrary = (): Promise<typeof byhand> =>
  mutated("tensor/compile/temporaryFolder.ts", { from: "let swept = false;", to: "let swept = false; // a copy" });

describe.skipIf(!engines.includes("tensorflow"))("the files of a compilation", () => {
  let folder: string;
  beforeEach(async () => {
    await byhand.useEngine("tensorflow");
    folder = await mkdtemp(join(tmpdir(), "byhand-test-"));
    vi.stubEnv("TMPDIR", folder);
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
    await rm(folder, { recursive: true });
  });
  type Loader = { loadSavedModelMetaGraph(folder: string, tags: string): number };
  /** Shows each folder that TensorFlow is to read. */
  const watchLoading = (see: (folder: string) => void): void => {
    const backend = tf.backend() as unknown as Loader;
    const load = backend.loadSavedModelMetaGraph.bind(backend);
    vi.spyOn(backend, "loadSavedModelMetaGraph").mockImplementation((path, tags) => { see(path); return load(path, tags); });
  };

  it("lie in a folder of its own that only this user can open, for as long as TensorFlow reads them", () => {
    const seen: { name: string; modes: number[] }[] = [];
    watchLoading((path) => {
      const modes = [path, join(path, "saved_model.pb")].map((name) => statSync(name).mode & 0o777);
      seen.push({ name: path, modes });
    });
    for (const shape of [[1], [2]]) byhand.compile(tf.square)(tf.ones(shape));
    expect(new Set(seen.map(({ name }) => name)).size).toBe(2);
    if (process.platform !== "win32") expect(seen.map(({ modes }) => modes)).toEqual([[0o700, 0o600], [0o700, 0o600]]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it("are removed when TensorFlow refuses them, and the function runs as it is where that will do", async () => {
    watchLoading(() => { throw new Error("no memory"); });
    const message = "mine was recorded, but its graph could not be loaded: no memory";
    expect(() => byhand.compile(tf.square, { name: "mine" })(tf.scalar(1))).toThrow(new byhand.CompileError(message));
    expect(readdirSync(folder)).toEqual([]);
    const warn = vi.spyOn(process, "emitWarning").mockImplementation(() => undefined);
    expect(await byhand.compile(tf.square, { name: "mine", mode: "try" })(tf.scalar(3)).data()).toEqual(Float32Array.of(9));
    expect(warn).toHaveBeenCalledWith(`${message}. Meanwhile mine runs without a graph, which takes longer`);
  });

  it("need a folder for temporary files, without which the function is refused, or runs as it is", async () => {
    vi.stubEnv("TMPDIR", join(folder, "nowhere"));
    expect(() => byhand.compile(tf.square, { name: "mine" })(tf.scalar(1))).toThrow(/^mine was recorded, but .*ENOENT/);
    vi.spyOn(process, "emitWarning").mockImplementation(() => undefined);
    expect(await byhand.compile(tf.square, { mode: "try" })(tf.scalar(3)).data()).toEqual(Float32Array.of(9));
  });

  it("of two that compile at the same moment don't meet", () => {
    const folders: string[][] = [];
    watchLoading(() => {
      folders.push(readdirSync(folder));
      if (folders.length === 1) byhand.compile(tf.square)(tf.scalar(2));
    });
    expect((byhand.compile(tf.square)(tf.scalar(1)) as tf.Tensor).shape).toEqual([]);
    expect(folders.map((names) => names.length)).toEqual([1, 2]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it("that killed processes left are removed, but no younger ones, no links' targets, and nobody else's", async () => {
    const library = await freshLibrary();
    for (const name of ["byhand-graph-old", "byhand-graph-young", "other-old"]) {
      mkdirSync(join(folder, name));
      writeFileSync(join(folder, name, "saved_model.pb"), "");
      if (name !== "byhand-graph-young") utimesSync(join(folder, name), OLD, OLD);
    }
    symlinkSync(join(folder, "other-old"), join(folder, "byhand-graph-link"));
    library.compile(tf.square)(tf.scalar(1));
    expect(readdirSync(folder).sort()).toEqual(["byhand-graph-link", "byhand-graph-young", "other-old"]);
    expect(readdirSync(join(folder, "other-old"))).toEqual(["saved_model.pb"]);
  });

  it("of two processes that compile at the same time don't meet", async () => {
    const program = await built(folder, BUSY);
    const said = await Promise.all(["3", "5"].map((factor) => promisify(execFile)(process.execPath, [program, factor])));
    expect(said).toEqual([{ stdout: "", stderr: "" }, { stdout: "", stderr: "" }]);
    expect(readdirSync(folder).sort()).toEqual(["node_modules", "program.cjs"]);
  });

  it("of a run that was killed while it compiled don't hinder the next, which removes them in time", async () => {
    const program = await built(folder, KILLED);
    const killed = spawnSync(process.execPath, [program], { env: { ...process.env, TMPDIR: folder }, encoding: "utf8" });
    expect([killed.stderr, killed.signal]).toEqual(["", "SIGKILL"]);
    const left = readdirSync(folder).filter((name) => name.startsWith("byhand-graph-"));
    expect(left).toHaveLength(1);

    const library = await freshLibrary();
    expect(await library.compile(tf.square)(tf.scalar(3)).data()).toEqual(Float32Array.of(9));
    expect(readdirSync(folder)).toContain(left[0]); // perhaps of one that is just compiling
    utimesSync(join(folder, left[0]!), OLD, OLD);
    (await freshLibrary()).compile(tf.square)(tf.scalar(3));
    expect(readdirSync(folder)).not.toContain(left[0]);
  });
});

/** The path of a program that uses the library. */
async function built(folder: string, contents: string): Promise<string> {
  const program = join(folder, "program.cjs");
  await build({
    stdin: { contents, resolveDir: import.meta.dirname, loader: "ts" },
    alias: { byhand: resolve(import.meta.dirname, "../../../lib/index.ts") },
    bundle: true, platform: "node", format: "cjs", external: ["@tensorflow/*", "webgpu"], outfile: program, logLevel: "silent",
  });
  symlinkSync(resolve(import.meta.dirname, "../../../node_modules"), join(folder, "node_modules"));
  return program;
}

/** Compiles one function after the other, and prints what is not as it should be. */
const BUSY = `
import * as tf from "@tensorflow/tfjs-core";
import { compile, useEngine } from "byhand";
useEngine("tensorflow").then(() => {
  for (let i = 0; i < 40; i++) {
    const [found] = compile((x) => tf.mul(x, i))(tf.scalar(Number(process.argv[2]))).dataSync();
    if (found !== i * process.argv[2]) console.error(found, "is not", i, "times", process.argv[2]);
  }
});
`;

const KILLED = `
import * as tf from "@tensorflow/tfjs-core";
import { compile, useEngine } from "byhand";
useEngine("tensorflow").then(() => {
  tf.backend().loadSavedModelMetaGraph = () => process.kill(process.pid, "SIGKILL");
  compile((x) => tf.square(x))(tf.scalar(1));
});
`;
