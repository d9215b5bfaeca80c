import * as tf from "@tensorflow/tfjs-core";
import { GPT, type GPTConfig, useEngine } from "byhand";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { oraclePath } from "../../oracle";

const config: GPTConfig = { vocabularySize: 7, contextLength: 5, hiddenSize: 6, layers: 1, heads: 2 };
let model: GPT;
let folder: string;

beforeAll(async () => {
  await useEngine("cpu");
  model = new GPT(config);
  folder = await mkdtemp(join(tmpdir(), "byhand-bad-"));
});
afterAll(async () => {
  model.dispose();
  await rm(folder, { recursive: true });
});

describe("a GPT is not made from", () => {
  it.each<[string, Partial<GPTConfig>, RegExp]>([
    ["a vocabulary of nothing", { vocabularySize: 0 },
      /config\.vocabularySize is 0: expected a whole number, at least 1/],
    ["a fractional context", { contextLength: 2.5 }, /config\.contextLength is 2\.5/],
    ["a negative number of layers", { layers: -1 }, /config\.layers is -1/],
    ["a missing hidden size", { hiddenSize: undefined as never },
      /config\.hiddenSize is undefined: expected a whole number/],
    ["heads that do not divide its hidden size", { heads: 4 },
      /config\.heads is 4, which does not divide hiddenSize 6: choose a divisor/],
    ["a dropout of 1", { dropout: 1 }, /config\.dropout is 1: expected a share in \[0, 1\)/],
    ["a negative epsilon", { normEpsilon: -1 }, /config\.normEpsilon is -1: expected a small positive number/],
    ["key heads that do not divide its heads", { heads: 3, hiddenSize: 6, keyValueHeads: 2 },
      /config\.keyValueHeads is 2, which does not divide config\.heads 3/],
    ["more key heads than heads", { keyValueHeads: 4 },
      /config\.keyValueHeads is 4, which does not divide config\.heads 2/],
    ["no key heads", { keyValueHeads: 0 }, /config\.keyValueHeads is 0: expected a whole number, at least 1/],
    ["heads of an odd size to be turned", { positions: "rotary" },
      /config\.headSize is 3: rotary positions turn pairs of features, so it must be even/],
    ["heads of a fractional size", { headSize: 1.5 }, /config\.headSize is 1\.5/],
    ["sines without their cosines", { positions: "sinusoidal", hiddenSize: 5, heads: 1 },
      /config\.hiddenSize is 5: sinusoidal positions/],
    ["a window of nothing", { slidingWindow: 0 }, /config\.slidingWindow is 0: expected a whole number, at least 1/],
    ["a window of half a token", { slidingWindow: 2.5 }, /config\.slidingWindow is 2\.5/],
    ["positions that there are none of", { positions: "alibi" as never },
      /config\.positions is "alibi": expected one of "learned", "sinusoidal", "rotary", "none"/],
    ["an activation that there is none of", { feedForward: "swish" as never },
      /config\.feedForward is "swish": expected one of/],
    ["a norm that there is none of", { norm: "batch" as never },
      /config\.norm is "batch": expected one of "layer", "rms", "none"/],
    ["biases that are a number", { biases: 1 as never }, /config\.biases is 1: expected one of true, false/],
    ["a norm after a sum that there is none of", { residual: false, normPlacement: "post" },
      /config\.residual is false but config\.normPlacement is "post"/],
    ["a rotary base of 1", { rotaryBase: 1 }, /config\.rotaryBase is 1: expected a number above 1/],
    ["embeddings scaled to nothing", { embeddingScale: 0 }, /config\.embeddingScale is 0: expected a positive number/],
    ["a field that it does not have", { hidden: 8 } as never,
      /config\.hidden is no field of a GPT: it has vocabularySize/],
  ])("%s", (_, change, message) => {
    const before = tf.memory().numTensors;
    expect(() => new GPT({ ...config, ...change })).toThrow(message);
    expect(tf.memory().numTensors).toBe(before);
  });

  it("a part that it does not have", () => {
    expect(() => new GPT(config, { parts: { layernorm: () => 0 } as never })).toThrow(
      /parts\.layernorm is not a part of a GPT: it has .*layerNorm/,
    );
  });

  it("a part that is no function", () => {
    expect(() => new GPT(config, { parts: { gelu: 3 as never } })).toThrow(/parts\.gelu is number: expected a function/);
  });
});

describe("a GPT's forward pass refuses", () => {
  it.each<[string, () => unknown, RegExp]>([
    ["an id that is the vocabulary's size", () => model.forward([[0, 6], [1, 7]]),
      /ids\[1\]\[1\] is 7: the vocabulary has the ids 0 to 6; was the text encoded with this model's tokenizer\?/],
    ["a negative id", () => model.forward([[-1]]), /ids\[0\]\[0\] is -1/],
    ["an id that is no whole number", () => model.forward([[1.5]]), /ids\[0\]\[0\] is 1\.5/],
    ["a text longer than the context", () => model.forward([[0, 1, 2, 3, 4, 5]]),
      /ids has 6 tokens: the context holds 5; give at most the last 5/],
    ["an empty text", () => model.forward([[]]), /ids is empty: give at least one row with at least one token/],
    ["no text", () => model.forward([]), /ids is empty/],
    ["an empty tensor", () => model.forward(tf.zeros([1, 0], "int32")), /ids is empty: give at least one token/],
    ["texts of different lengths", () => model.forward([[1, 2], [3]]),
      /ids\[1\] has 1 tokens but ids\[0\] has 2: rows must have one length/],
    ["ids that are float32", () => model.forward(tf.zeros([1, 2])), /ids has dtype float32: expected int32/],
    ["ids without a batch axis", () => model.forward(tf.zeros([2], "int32")),
      /ids has shape \[2\] \(rank 1\): expected rank 2/],
    ["an attention mask of numbers", () => model.forward([[1, 2]], { attentionMask: tf.ones([1, 2]) }),
      /attentionMask has dtype float32: expected bool/],
    ["an attention mask of another length", () => model.forward([[1, 2]], { attentionMask: tf.ones([1, 3], "bool") }),
      /attentionMask has shape \[1, 3\]: expected \[1, 2\], one for each token, those in the cache included/],
    ["an attention mask for another batch", () => model.forward([[1, 2]], { attentionMask: tf.ones([2, 2], "bool") }),
      /attentionMask has shape \[2, 2\]: expected \[1, 2\]/],
    ["a cache of another model", () => model.forward([[1]], { cache: [] }),
      /cache has 0 layers but the model has 1: make it with model\.newCache/],
  ])("%s", (_, run, message) => {
    tf.tidy(() => void expect(run).toThrow(message));
  });

  it("a text that the context does not hold after what is in the cache", () => {
    const cache = model.newCache();
    tf.tidy(() => void model.forward([[1, 2, 3]], { cache }));
    const more = (): unknown => model.forward([[1, 2, 3]], { cache });
    tf.tidy(() => void expect(more).toThrow(/ids has 3 tokens after 3 in the cache: the context holds 5/));
    expect(cache[0]!.length).toBe(3);
    cache.forEach((layer) => layer.dispose());
  });
});

describe("a folder that holds no sound GPT-2 is refused, and leaves no tensor behind:", () => {
  /** A copy of the sound folder with one file changed. */
  async function folderWith(name: string, change: (content: Buffer) => string | Buffer): Promise<string> {
    const copy = await mkdtemp(join(folder, "model-"));
    for (const file of ["config.json", "model.safetensors"]) await cp(oraclePath(`gpt2/${file}`), join(copy, file));
    await writeFile(join(copy, name), change(await readFile(join(copy, name))));
    return copy;
  }
  const withConfig = (change: Record<string, unknown>): Promise<string> =>
    folderWith("config.json", (content) => JSON.stringify({ ...JSON.parse(content.toString()), ...change }));

  it.each<[string, () => Promise<string>, RegExp]>([
    ["one that is not there", async () => join(folder, "nowhere"),
      /no configuration at .*nowhere.config\.json: expected a folder with/],
    ["a configuration cut off in the middle", () => folderWith("config.json", (c) => c.subarray(0, 100)),
      /config\.json is not JSON .* cut off/],
    ["a configuration that is a list", () => folderWith("config.json", () => "[]"),
      /config\.json does not hold an object/],
    ["another kind of model", () => withConfig({ model_type: "bert" }),
      /config\.json: model_type is "bert": this model knows only gpt2/],
    ["GELU with erf", () => withConfig({ activation_function: "gelu" }),
      /config\.json: activation_function is "gelu": this model knows only gelu_new, gelu_pytorch_tanh, relu/],
    ["an unembedding of its own that is not there", () => withConfig({ tie_word_embeddings: false }),
      /lm_head\.weight is missing/],
    ["a size that is text", () => withConfig({ n_embd: "30" }), /config\.json: n_embd is "30": expected a number/],
    ["a size that is missing", () => withConfig({ n_layer: undefined }), /n_layer is missing: expected a number/],
    ["heads that do not divide the hidden size", () => withConfig({ n_head: 4 }),
      /config\.heads is 4, which does not divide hiddenSize 30/],
    ["parameters of another configuration: more layers", () => withConfig({ n_layer: 4 }),
      /transformer\.h\.3\.ln_1\.weight is missing.*and \d+ more.*same configuration\?/],
    ["parameters of another configuration: fewer layers", () => withConfig({ n_layer: 2 }),
      /transformer\.h\.2\.\S+ is not in the model/],
    ["parameters of another configuration: a longer context", () => withConfig({ n_positions: 24 }),
      /transformer\.wpe\.weight has shape \[23, 30\], the model has \[24, 30\]/],
    ["parameters cut off in the middle", () => folderWith("model.safetensors", (c) => c.subarray(0, 50_000)),
      /model\.safetensors is not a sound safetensors file: tensor .* the file holds \d+ bytes of data; it may be cut off/],
    ["parameters that are text", () => folderWith("model.safetensors", () => "<html>Not found</html>"),
      /model\.safetensors is not a sound safetensors file: its header claims \d+ bytes/],
  ])("%s", async (_, make, message) => {
    const directory = await make();
    const before = tf.memory().numTensors;
    await expect(GPT.fromPretrained(directory)).rejects.toThrow(message);
    expect(tf.memory().numTensors).toBe(before);
  });

  it("one without parameters", async () => {
    const copy = await withConfig({});
    await rm(join(copy, "model.safetensors"));
    await expect(GPT.fromPretrained(copy)).rejects.toThrow(/model\.safetensors/);
  });
});

describe("a model that is being saved", () => {
  it("keeps the old file whole when the new one can't be written", async () => {
    const directory = await mkdtemp(join(folder, "saved-"));
    await model.save(directory);
    const before = await readFile(join(directory, "model.safetensors"));
    const other = new GPT({ ...config, vocabularySize: 9 }, { seed: 5 });
    const { data } = tf.Tensor.prototype;
    tf.Tensor.prototype.data = () => Promise.reject(new Error("the device was lost"));
    try {
      await expect(other.save(directory)).rejects.toThrow("the device was lost");
    } finally {
      tf.Tensor.prototype.data = data;
    }
    expect((await readFile(join(directory, "model.safetensors"))).equals(before)).toBe(true);
    other.dispose();
  });
});
