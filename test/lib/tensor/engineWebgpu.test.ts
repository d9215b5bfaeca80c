import { execFile } from "node:child_process";
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { buildSync } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { closedForm, requireClose } from "./engineOracle";

const root = join(import.meta.dirname, "../../..");
const chromium = "/usr/lib/chromium";
const adapter = join(chromium, "vk_swiftshader_icd.json");
const folder = join(root, ".cache", `engine-test-${process.pid}`);
const program = join(folder, "program.cjs");

/** Runs in a process of its own, since the loader of graphics drivers reads its settings only when a process starts. */
const source = `
  import * as tf from "@tensorflow/tfjs-core";
  import { releaseEngine, useEngine } from "./lib/tensor/engine";
  import { inputs, softmaxGradient } from "./test/lib/tensor/engineOracle";
  async function main() {
    const asked = process.argv[2] === "auto" ? undefined : "webgpu";
    for (const again of [false, true]) {
      const engine = await useEngine(asked);
      const gradient = softmaxGradient(tf.tensor2d(inputs.x), tf.tensor2d(inputs.w), tf.tensor2d(inputs.upstream));
      const values = Array.from(await gradient.data());
      if (again) console.log(JSON.stringify({ name: engine.name, device: engine.device, reason: engine.reason, values }));
      await releaseEngine();
    }
  }
  main();`;

async function run(argument: string): Promise<{ name: string; device: string; reason: string; values: number[] }> {
  const { stdout } = await promisify(execFile)(process.execPath, [program, argument], {
    timeout: 50_000,
    env: { ...process.env, BYHAND_ENGINE: "", VK_ICD_FILENAMES: adapter, LD_LIBRARY_PATH: chromium },
  });
  return JSON.parse(stdout.trim().split("\n").at(-1)!) as Awaited<ReturnType<typeof run>>;
}

describe.skipIf(!existsSync(adapter))("WebGPU on the software adapter of Debian's chromium package", () => {
  beforeAll(() => {
    mkdirSync(folder, { recursive: true });
    buildSync({
      stdin: { contents: source, resolveDir: root, loader: "ts" }, outfile: program,
      bundle: true, packages: "external", platform: "node", format: "cjs",
    });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("gives the same gradient when asked for by name, names the device, starts again and lets Node end", async () => {
    const { name, device, values } = await run("webgpu");
    expect(name).toBe("webgpu");
    expect(device).toMatch(/SwiftShader/);
    requireClose(values, closedForm().flat());
  });

  it("is not chosen by itself, and the reason says that it is only software", async () => {
    const { name, reason } = await run("auto");
    expect(name).not.toBe("webgpu");
    if (name === "tensorflow") expect(reason).toMatch(/SwiftShader.* is only software/);
  });
});
