import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import * as byhand from "byhand";
import { mutated } from "../../mutated";
import { numbers, smallGPT, text } from "./models";

/** How many more file-system operations the process lives for; after that each one fails, as nothing happens any more. */
const life = vi.hoisted(() => ({ left: Infinity }));

vi.mock("node:fs/promises", async (original) => {
  const real = await original<typeof import("node:fs/promises")>();
  const mortal = (name: "mkdir" | "open" | "readdir" | "rename" | "rm") =>
    (...args: never[]) => {
      if (life.left-- <= 0) return Promise.reject(new Error("killed"));
      return (real[name] as (...args: never[]) => unknown)(...args);
    };
  return { ...real, mkdir: mortal("mkdir"), open: mortal("open"), readdir: mortal("readdir"), rename: mortal("rename"), rm: mortal("rm") };
});

const DATA = { train: text(400), validation: text(60, { seed: 9 }) };
const OPTIONS = { steps: 12, batchSize: 3, learningRate: 1e-2, seed: 4, evaluateEvery: 5 };
let directory: string;

beforeAll(() => byhand.useEngine("cpu"));
beforeEach(async () => { directory = await mkdtemp(join(tmpdir(), "byhand-")); });
afterEach(async () => {
  life.left = Infinity;
  await rm(directory, { recursive: true });
});

/** A run that is stopped after so many steps, or goes on from there to the end. */
function run(model: byhand.GPT, { stopAfter, resume = false, library = byhand, ...others }: {
  stopAfter?: number; resume?: boolean; library?: typeof byhand;
} & Partial<byhand.TrainingOptions> = {}): Promise<byhand.TrainingResult> {
  const stop = new AbortController();
  return library.train(model, DATA, {
    ...OPTIONS, ...others, checkpoint: { directory, every: 4, resume }, signal: stop.signal,
    onProgress: ({ step }) => { if (step === stopAfter) stop.abort(); },
  });
}

/** A checkpoint written by hand, whose parameter says which one it is. */
function stamped(step: number): byhand.Checkpoint {
  const stamp = tf.tensor1d([step, step]);
  return {
    step, random: [1, 2, 3, step], losses: Array(step).fill(0.5), validation: [],
    parameters: { stamp }, moments: { first: tf.clone(stamp), second: tf.clone(stamp) },
  };
}

describe("resuming", () => {
  it.each([0, 1, 4, 5, 7, 11])("repeats the losses and parameters exactly when stopped after step %i", async (stopAfter) => {
    const whole = smallGPT({ dropout: 0.2 });
    const expected = await byhand.train(whole, DATA, OPTIONS);
    const stopped = stopAfter === 0
      ? await byhand.train(smallGPT({ dropout: 0.2 }), DATA, {
        ...OPTIONS, checkpoint: { directory }, signal: AbortSignal.abort(),
      })
      : await run(smallGPT({ dropout: 0.2 }), { stopAfter });
    expect(stopped).toMatchObject({ steps: stopAfter, stopped: true });
    const model = smallGPT({ dropout: 0.2, seed: 99 }); // its own beginning is of no account
    const resumed = await run(model, { resume: true });
    expect(resumed.losses).toEqual(expected.losses);
    expect(resumed.validation).toEqual(expected.validation);
    expect(resumed).toMatchObject({ steps: 12, stopped: false });
    expect(await numbers(model.stateDict())).toEqual(await numbers(whole.stateDict()));
  });

  it.each([
    ["moments forgotten", "training/trainer.ts", "this.state = state ?? beginning(model);",
      "this.state = state ? { ...state, moments: initialMoments(model.countParameters()) } : beginning(model);"],
    ["random state forgotten", "training/trainOn.ts", "earlier ? Random.fromState(earlier.random) : ", ""],
    ["step forgotten in the bias correction", "training/trainer.ts", "step: tf.scalar(step) };",
      "step: tf.scalar(step % 7) };"],
  ])("is told from the mutant: %s", async (_, file, from, to) => {
    const library = await mutated(file, { from, to });
    const expected = await byhand.train(smallGPT({ dropout: 0.2 }), DATA, OPTIONS);
    await run(smallGPT({ dropout: 0.2, library }), { stopAfter: 7, library });
    const { losses } = await run(smallGPT({ dropout: 0.2, library }), { resume: true, library });
    expect(losses).not.toEqual(expected.losses);
  });

  it("starts anew where there is no checkpoint yet, and where resuming is not asked for", async () => {
    const first = await run(smallGPT(), { resume: true, stopAfter: 5 });
    const second = await run(smallGPT());
    expect(first.losses).toEqual(second.losses.slice(0, 5));
    expect(second.losses).toHaveLength(12);
  });

  it("of a finished run makes no step and gives its result", async () => {
    const { losses } = await run(smallGPT());
    const model = smallGPT({ seed: 99 });
    expect(await run(model, { resume: true })).toMatchObject({ losses, steps: 12, stopped: false });
  });

  it("refuses a checkpoint of another configuration, naming the differences, and leaves the model as it was", async () => {
    await run(smallGPT(), { stopAfter: 5 });
    const other = smallGPT({ dropout: 0.1 });
    const before = await numbers(other.stateDict());
    const live = tf.memory().numTensors;
    await expect(run(other, { resume: true, batchSize: 4, clip: Infinity })).rejects.toThrow(
      'is of another run: training.batchSize is 3 there but 4 here; training.clip is 1 there but "none" here; ' +
        "model.dropout is 0 there but 0.1 here. Use the same configuration, another folder, or train without resuming",
    );
    expect(await numbers(other.stateDict())).toEqual(before);
    expect(tf.memory().numTensors).toBe(live);
    const otherText = { train: Int32Array.from(DATA.train, (id) => 6 - id) };
    await expect(byhand.train(smallGPT(), otherText, { ...OPTIONS, checkpoint: { directory, resume: true } }))
      .rejects.toThrow(/is of another run: data\.sha256 is "[0-9a-f]{16}" there but "[0-9a-f]{16}" here\. /);
  });

  it("goes on with an infinite clip, which JSON has no number for", async () => {
    const { losses } = await byhand.train(smallGPT(), DATA, { ...OPTIONS, clip: Infinity });
    await run(smallGPT(), { stopAfter: 5, clip: Infinity });
    expect((await run(smallGPT(), { resume: true, clip: Infinity })).losses).toEqual(losses);
  });
});

describe("a checkpoint folder", () => {
  it("holds one whole checkpoint, whichever file operation the process is killed at", async () => {
    await byhand.saveCheckpoint(directory, stamped(1), {});
    let killed = 0;
    for (let operations = 0; killed === operations; operations++) {
      life.left = operations;
      const step = operations + 2;
      const saving = byhand.saveCheckpoint(directory, stamped(step), {});
      killed += await saving.then(() => 0, () => 1);
      life.left = Infinity;
      const found = (await byhand.loadCheckpoint(directory, {}))!;
      const stamps = await numbers({ ...found.parameters, ...found.moments });
      for (const stamp of Object.values(stamps)) expect(stamp).toEqual([found.step, found.step]);
      expect(found.random[3]).toBe(found.step);
      expect(found.step).toBeGreaterThanOrEqual(step - 1 - operations);
    }
    expect(killed).toBeGreaterThan(8); // the folder, three files opened, synced and renamed, the old ones removed
    expect(await readdir(directory)).toHaveLength(3); // what the killed ones left is cleared away
  });

  it("is told from a mutant that names the files before they are written", async () => {
    const library = await mutated("training/checkpoint.ts", {
      from: "  await saveSafetensors(join(directory, files.parameters), parameters);\n",
      to: "  await atomicWrite(join(directory, INDEX), JSON.stringify({ format: 1, configuration, files, ...record }));\n" +
        "  await saveSafetensors(join(directory, files.parameters), parameters);\n",
    });
    await library.saveCheckpoint(directory, stamped(1), {});
    const unreadable = { ...stamped(2), moments: { first: tf.scalar(true), second: tf.scalar(true) } as never };
    await expect(library.saveCheckpoint(directory, unreadable, {})).rejects.toThrow("dtype bool");
    await expect(library.loadCheckpoint(directory, {})).rejects.toThrow("ENOENT");
  });

  const INDEX = "checkpoint.json";
  const change = async (edit: (json: Record<string, unknown>) => unknown): Promise<void> => {
    const json = JSON.parse(await readFile(join(directory, INDEX), "utf8"));
    await writeFile(join(directory, INDEX), JSON.stringify(edit(json)));
  };

  it.each<[string, (json: Record<string, unknown>) => unknown, string]>([
    ["no object", () => null, "format: expected 1"],
    ["another format", (json) => ({ ...json, format: 2 }), "format: expected 1"],
    ["a negative step", (json) => ({ ...json, step: -1 }), "step: expected a whole number, not negative"],
    ["fewer losses than steps", (json) => ({ ...json, losses: [1] }),
      "losses: expected 3 finite numbers, one for each step"],
    ["a random state that gives nothing but zeros", (json) => ({ ...json, random: [0, 0, 0, 0] }),
      "random: expected four 32-bit words, not all zero"],
    ["a random state of three words", (json) => ({ ...json, random: [1, 2, 3] }), "random: expected four 32-bit words"],
    ["validation that is no list", (json) => ({ ...json, validation: {} }),
      "validation: expected a list of {step, loss}"],
    ["a file outside the folder", (json) => ({ ...json, files: { parameters: "../../etc/passwd", moments: "x" } }),
      "files: expected names of two safetensors files in the folder"],
    ["no configuration", (json) => ({ ...json, configuration: 7 }), "configuration: expected an object"],
  ])("with %s in its JSON is refused as damaged", async (_, edit, message) => {
    await byhand.saveCheckpoint(directory, stamped(3), {});
    await change(edit);
    await expect(byhand.loadCheckpoint(directory, {})).rejects.toThrow(`${INDEX} is damaged: ${message}`);
  });

  it("with torn JSON, a torn tensor file or moments of another size is refused, and no tensor is left behind", async () => {
    await byhand.saveCheckpoint(directory, stamped(3), {});
    const before = tf.memory().numTensors;
    const files = await readdir(directory);
    const path = (start: string): string => join(directory, files.find((name) => name.startsWith(start))!);
    const moments = await readFile(path("moments"));
    await byhand.saveSafetensors(path("moments"), { first: tf.zeros([1]), second: tf.zeros([1]) });
    const made = tf.memory().numTensors;
    await expect(byhand.loadCheckpoint(directory, {})).rejects.toThrow('expected "first" and "second" with 2 numbers each');
    await writeFile(path("moments"), moments.subarray(0, moments.length - 1));
    await expect(byhand.loadCheckpoint(directory, {})).rejects.toThrow(path("moments"));
    await writeFile(path(INDEX), '{"format": 1, "st');
    await expect(byhand.loadCheckpoint(directory, {})).rejects.toThrow(`${INDEX} is damaged: it is not JSON`);
    expect(tf.memory().numTensors - (made - before)).toBe(before);
  });
});
