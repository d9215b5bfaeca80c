import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import * as byhand from "byhand";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mutated } from "../../mutated";
import { distance } from "../../oracle";
import { largest, type Library, lively, logitsOf, randomIds } from "./models";

let folder: string;
beforeAll(async () => {
  await byhand.useEngine("cpu");
  folder = await mkdtemp(join(tmpdir(), "byhand-layouts-"));
});
afterAll(() => rm(folder, { recursive: true }));

type Config = Partial<byhand.GPTConfig>;
const llama: Config = { norm: "rms", positions: "rotary", feedForward: "swiglu", keyValueHeads: 1, biases: false, tiedEmbeddings: false };
const gemma: Config = { ...llama, feedForward: "geglu", embeddingScale: Math.sqrt(12), headSize: 6, tiedEmbeddings: true };

/** Which model_type a configuration is written as. */
const shapes: [type: string, shape: string, config: Config][] = [
  ["gpt2", "the defaults", { dropout: 0.1, normEpsilon: 1e-4, innerSize: 20 }],
  ["gpt2", "ReLU and an unembedding of its own", { feedForward: "relu", tiedEmbeddings: false }],
  ["llama", "grouped queries, an own base and dropout",
    { ...llama, rotaryBase: 500, dropout: 0.2, innerSize: 14, normEpsilon: 1e-3 }],
  ["llama", "biases everywhere and tied embeddings", { ...llama, biases: true, tiedEmbeddings: true }],
  ["llama", "GELU's gates", { ...llama, feedForward: "geglu" }],
  ["mistral", "a sliding window", { ...llama, slidingWindow: 3 }],
  ["mistral", "heads that do not divide the hidden size", { ...llama, heads: 5, headSize: 4, keyValueHeads: 5 }],
  ["gemma", "GELU's gates and scaled embeddings", gemma],
  ["byhand", "post-norm, as in the first Transformer",
    { normPlacement: "post", positions: "sinusoidal", feedForward: "relu" }],
  ["byhand", "no norm and no residual stream", { norm: "none", residual: false, positions: "none" }],
  ["byhand", "GPT-2 without biases", { biases: false }],
  ["byhand", "Llama's block on learned positions", { ...llama, positions: "learned", slidingWindow: 4 }],
];

async function configOf(directory: string): Promise<Record<string, unknown>> {
  return JSON.parse(await readFile(join(directory, "config.json"), "utf8"));
}

/** Whether a model that was saved and opened again has the same configuration and, bit for bit, the same parameters. */
async function comesBack({ GPT }: Library, model: byhand.GPT, options: byhand.SavePretrainedOptions = {}): Promise<string> {
  const directory = await mkdtemp(join(folder, "model-"));
  await model.save(directory, options);
  const opened = await GPT.fromPretrained(directory);
  expect(opened.config).toEqual(model.config);
  const own = model.stateDict();
  expect(Object.keys(opened.stateDict())).toEqual(Object.keys(own));
  for (const [name, tensor] of Object.entries(opened.stateDict())) {
    const { shape } = own[name]!;
    expect(await distance(tensor, { dtype: "float32", shape, values: await own[name]!.data() }), name).toBe(0);
  }
  opened.dispose();
  return directory;
}

describe("a saved model opens again with the same configuration and the same bits:", () => {
  it.each(shapes)("as %s, %s", async (type, _, config) => {
    const model = lively(byhand, 3, config);
    if (type === "gemma") await nearOne(model);
    const before = tf.memory().numTensors;
    const directory = await comesBack(byhand, model);
    expect(tf.memory().numTensors).toBe(before);
    const written = await configOf(directory);
    expect(written["model_type"]).toBe(type);
    expect(written["note"] !== undefined).toBe(type === "byhand");
    model.dispose();
  });

  /** Norms between 1/2 and 2, where taking 1 off and adding it again loses nothing (Sterbenz). */
  async function nearOne(model: byhand.GPT): Promise<void> {
    for (const [name, parameter] of model.namedParameters()) {
      if (!name.includes("ln_")) continue;
      const scaled = tf.tidy(() => tf.add(tf.mul(tf.sigmoid(parameter.value), 1.4), 0.55));
      parameter.set(scaled);
      scaled.dispose();
    }
  }

  it("in several files", async () => {
    const model = lively(byhand, 3, llama);
    const directory = await comesBack(byhand, model, { maxShardBytes: 1000 });
    expect((await readdir(directory)).length).toBeGreaterThan(5);
    model.dispose();
  });

  it("where it says why no other tool opens it", async () => {
    const model = lively(byhand, 3, { biases: false, slidingWindow: 4 });
    const directory = await comesBack(byhand, model);
    expect((await configOf(directory))["note"]).toMatch(
      /Only the package byhand opens this model\. .* the nearest is gpt2, but slidingWindow is 4, biases is false\./,
    );
    model.dispose();
  });

  it.each([
    ["with its columns in another order", "decoder/layouts/llamaFamily.ts",
      "const transposed = kind === \"weight\";", "const transposed = false;"],
    ["with each piece's beginning forgotten", "pretrained/placedTensors.ts", "begin += size ?? 0;", ""],
  ])("unless it is written %s", async (_, file, from, to) => {
    const mutant = await mutated(file, { from, to });
    const model = lively(mutant, 3, llama);
    const directory = await mkdtemp(join(folder, "mutant-"));
    await model.save(directory);
    const opened = byhand.GPT.fromPretrained(directory).then(async (opened) => {
      const ids = randomIds(8, 2);
      return largest(await logitsOf(opened, ids), await logitsOf(model, ids));
    });
    expect(await opened.catch(() => Infinity)).toBeGreaterThan(1e-2);
    model.dispose();
  });
});

describe("a model in half precision", () => {
  it.each([
    ["float16", 2 ** -11],
    ["bfloat16", 2 ** -8],
  ] as const)("is a model of the same parameters, each rounded: %s", async (dtype, step) => {
    const model = lively(byhand, 3, llama);
    const directory = await mkdtemp(join(folder, "half-"));
    await model.save(directory, { dtype });
    const { torch_dtype, dtype: written } = await configOf(directory);
    expect([torch_dtype, written]).toEqual([dtype, dtype]);
    const opened = await byhand.GPT.fromPretrained(directory);
    const own = model.stateDict();
    let differs = false;
    for (const [name, tensor] of Object.entries(opened.stateDict())) {
      const [rounded, exact] = [await tensor.data(), await own[name]!.data()];
      rounded.forEach((value, i) => {
        expect(Math.abs(value - exact[i]!)).toBeLessThanOrEqual(step * Math.abs(exact[i]!) + 2 ** -25);
        differs ||= value !== exact[i];
      });
    }
    expect(differs).toBe(true);
    model.dispose();
    opened.dispose();
  });

  it("can't be of a type that there is none of", async () => {
    const model = lively(byhand, 3);
    await expect(model.save(join(folder, "no"), { dtype: "int8" as never })).rejects.toThrow(/dtype is "int8": expected "float32"/);
    model.dispose();
  });
});
