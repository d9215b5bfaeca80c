import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { afterEach, describe, expect, it, vi } from "vitest";
import { EngineUnavailable, measureSpeed, releaseEngine, useEngine, type EngineName } from "byhand";
import { chooseEngine, type Trial } from "../../../lib/tensor/engine/choose";
import { expectSoftmaxGradient, softmaxGradient, softmaxJacobianTakenAsDiagonal } from "./engineOracle";

const addon = existsSync(join(dirname(createRequire(import.meta.url).resolve("@tensorflow/tfjs-node/package.json")),
  "lib/napi-v8/tfjs_binding.node"));
const running = (name: EngineName, kind: "cuda" | "gpu" | "software gpu" | "processor", attention?: number): Trial => ({
  name,
  started: { name, kind, device: `the ${kind} of ${name}` },
  ...(attention === undefined ? {} : { attentionMilliseconds: attention }),
});
const missing = (name: EngineName, problem: string): Trial => ({ name, problem });

describe("chooseEngine", () => {
  it("takes a CUDA device before anything else, however fast the rest", () => {
    const choice = chooseEngine([running("tensorflow", "cuda", 50), running("webgpu", "gpu", 1)]);
    expect(choice).toEqual({ name: "tensorflow", reason: "TensorFlow found a CUDA device" });
  });

  it("takes the faster of a graphics processor and the native library, and says both times", () => {
    const faster = chooseEngine([running("tensorflow", "processor", 8), running("webgpu", "gpu", 2)]);
    expect(faster).toEqual({ name: "webgpu", reason: "2.0 ms for an attention step, 8.0 ms on the native library" });
    const slower = chooseEngine([running("tensorflow", "processor", 2), running("webgpu", "gpu", 8)]);
    expect(slower.name).toBe("tensorflow");
    expect(slower.reason).toBe("2.0 ms for an attention step, 8.0 ms on the gpu of webgpu");
  });

  it("never takes a graphics processor that software imitates, though it be the only rival or the faster one", () => {
    const software = running("webgpu", "software gpu", 0.1);
    expect(chooseEngine([running("tensorflow", "processor", 5), software]).name).toBe("tensorflow");
    const choice = chooseEngine([missing("tensorflow", "is not built"), software, running("wasm", "processor")]);
    expect(choice).toEqual({ name: "wasm", reason: "no tensorflow: is not built" });
  });

  it("goes on to WebGPU, WebAssembly and plain JavaScript, and says what was missing", () => {
    const [native, gpu] = [missing("tensorflow", "is not built"), missing("webgpu", "no driver")];
    expect(chooseEngine([native, running("webgpu", "gpu", 3)]).name).toBe("webgpu");
    expect(chooseEngine([native, gpu, running("wasm", "processor")]).name).toBe("wasm");
    expect(chooseEngine([native, gpu, missing("wasm", "refused")])).toEqual({
      name: "cpu", reason: "no tensorflow: is not built; no wasm: refused",
    });
  });
});

describe("useEngine", () => {
  afterEach(async () => {
    vi.unstubAllEnvs();
    await releaseEngine();
  });

  const runsRight = (name: EngineName) => async (): Promise<void> => {
    const engine = await useEngine(name);
    expect(engine.name).toBe(name);
    expect(tf.getBackend()).toBe(name);
    await expectSoftmaxGradient(softmaxGradient);
  };
  it("runs products and the gradient of a softmax right on cpu", runsRight("cpu"));
  it("runs products and the gradient of a softmax right on wasm", runsRight("wasm"));
  it.skipIf(!addon)("runs products and the gradient of a softmax right on tensorflow (where it could be built)",
    runsRight("tensorflow"));

  it("would notice an engine that takes the softmax's Jacobian as diagonal", async () => {
    await useEngine("cpu");
    await expect(expectSoftmaxGradient(softmaxJacobianTakenAsDiagonal)).rejects.toThrow(/differs by/);
  });

  it("says in one line what runs, on which device and why", async () => {
    vi.stubEnv("BYHAND_ENGINE", "");
    const line = String(await useEngine());
    expect(line).toMatch(/^(tensorflow|webgpu|wasm|cpu) on .+ \(.+\)$/);
  });

  it("answers the same engine when asked again, by a second cell for instance", async () => {
    const first = await useEngine("wasm");
    expect(await useEngine()).toBe(first);
    expect(await useEngine("wasm")).toBe(first);
  });

  it("takes BYHAND_ENGINE before its own choice, and a name before both", async () => {
    vi.stubEnv("BYHAND_ENGINE", "cpu");
    expect(String(await useEngine())).toBe("cpu on 1 CPU core (named by BYHAND_ENGINE)");
    expect((await useEngine("wasm")).name).toBe("wasm");
  });

  it("refuses a name that is none of the four, from the caller or from BYHAND_ENGINE", () => {
    expect(() => useEngine("cuda" as EngineName)).toThrow(
      new RangeError('name is "cuda": expected one of tensorflow, webgpu, wasm, cpu'));
    vi.stubEnv("BYHAND_ENGINE", "gpu");
    expect(() => useEngine()).toThrow('BYHAND_ENGINE is "gpu": expected one of');
  });

  it("names the remedy where an engine that was asked for cannot run, and can still choose afterwards", async () => {
    vi.stubEnv("VK_DRIVER_FILES", "/nowhere.json");
    const asked = useEngine("webgpu");
    await expect(asked).rejects.toBeInstanceOf(EngineUnavailable);
    await expect(asked).rejects.toThrow(/^The engine "webgpu" \(asked for\) cannot run here: .+ without a name\.$/);
    expect((await useEngine("cpu")).name).toBe("cpu");
  });

  it("counts 2·size³ operations per product by a clock that moves one millisecond at each look", async () => {
    await useEngine("wasm");
    let now = 0;
    const clock = vi.spyOn(performance, "now").mockImplementation(() => now++);
    const { gigaflops, attentionMilliseconds } = await measureSpeed({ size: 128, milliseconds: 5 });
    clock.mockRestore();
    expect(gigaflops).toBeCloseTo(2 * 128 ** 3 / 1e6, 9);
    expect(attentionMilliseconds).toBe(1);
  });

  it("leaves no tensors behind when it measures", async () => {
    await useEngine("wasm");
    const before = tf.memory().numTensors;
    await measureSpeed({ size: 16, milliseconds: 1 });
    expect(tf.memory().numTensors).toBe(before);
  });
});
