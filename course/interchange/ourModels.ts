import {
  BertForPreTraining, BPETokenizer, CharTokenizer, embeddedCorpus, GPT, type GPTConfig, Random, type SavePretrainedOptions,
  type TextOrPair, type Tokenizer, WordPieceTokenizer,
} from "byhand";
import * as tf from "@tensorflow/tfjs-core";
import { join } from "node:path";
import type { Model } from "./models";

const llama = { norm: "rms", positions: "rotary", feedForward: "swiglu", biases: false } as const;

const gemma = { feedForward: "geglu", hiddenSize: 28, embeddingScale: Math.sqrt(28) } as const;

type Shape = Omit<GPTConfig, "vocabularySize" | "contextLength" | "layers">;

/** One random model for each layout, saved in every way there is: whole, in shards, in half precision. */
const MODELS: Record<string, { config: Shape; characters?: boolean; options?: SavePretrainedOptions }> = {
  gpt2: { config: { hiddenSize: 36, heads: 3 }, characters: true },
  llama: { config: { ...llama, hiddenSize: 36, heads: 6, keyValueHeads: 2, innerSize: 50, tiedEmbeddings: false } },
  mistral: {
    config: { ...llama, hiddenSize: 34, heads: 3, headSize: 10, keyValueHeads: 1, innerSize: 46, slidingWindow: 9 },
    options: { maxShardBytes: 40_000 },
  },
  gemma: {
    config: { ...llama, ...gemma, heads: 4, headSize: 10, innerSize: 44 },
    options: { dtype: "bfloat16" },
  },
};

export const OUR_MODELS = [...Object.keys(MODELS), "bert"];

/** Saves the random model of a layout, with a tokenizer, in a folder below this one, and gives its path. */
export async function saveOurs(type: string, scratch: string): Promise<string> {
  const { text } = embeddedCorpus({ characters: 10_000 });
  const { model, tokenizer, options } = type === "bert" ? makeBert(text) : makeGPT(text, MODELS[type]!);
  enliven(model);
  const folder = join(scratch, `ours-${type}`);
  await model.save(folder, { tokenizer, ...options });
  model.dispose();
  return folder;
}

interface Made {
  model: GPT | BertForPreTraining;
  tokenizer: Tokenizer;
  options?: SavePretrainedOptions;
}

function makeGPT(text: string, { config, characters, options }: (typeof MODELS)[string]): Made {
  const tokenizer = characters ? CharTokenizer.train(text) : BPETokenizer.train(text, { vocabularySize: 300 });
  const { vocabularySize } = tokenizer;
  return { model: new GPT({ ...config, vocabularySize, contextLength: 29, layers: 2 }, { seed: 1 }), tokenizer, options };
}

function makeBert(text: string): Made {
  const tokenizer = WordPieceTokenizer.train(text, { vocabularySize: 200 });
  const { vocabularySize } = tokenizer;
  const sizes = { contextLength: 37, hiddenSize: 36, layers: 2, heads: 3, innerSize: 50 };
  return { model: new BertForPreTraining({ ...sizes, vocabularySize }, { seed: 1 }), tokenizer };
}

/** Adds to every parameter what makes a difference in logits: fresh biases are zero, norms one, and weights small. */
function enliven(model: Model): void {
  const random = new Random(2);
  for (const parameter of model.namedParameters().values()) {
    const { shape, size } = parameter.value;
    const noise = Float32Array.from({ length: size }, () => 0.2 * random.normal());
    const sum = tf.tidy(() => tf.add(parameter.value, tf.tensor(noise, shape)));
    parameter.set(sum);
    sum.dispose();
  }
}

/**
 * Texts made of all the tokenizer's tokens alike, so that rare ones are tried too; one of any characters, if it takes them; and
 * for an encoder pairs of them.
 */
export function randomTexts(tokenizer: Tokenizer, model: Model): TextOrPair[] {
  const tokens = model.config.contextLength;
  const random = new Random(1);
  const text = (): string =>
    tokenizer.decode(Array.from({ length: tokens }, () => random.integer(tokenizer.vocabularySize)));
  const anyText = tokenizer.decodeBytes ? ["Grüße, 日本 🙂:\tthe end.\r\n"] : [];
  const texts = [...Array.from({ length: 8 }, text), ...anyText];
  if (model instanceof GPT) return texts;
  return [...texts, ...texts.slice(1).map((second, i): TextOrPair => [texts[i]!.slice(0, 20), second])];
}
