import * as tf from "@tensorflow/tfjs-core";
import { KeyValueCache } from "../attention";
import { Embedding } from "../embedding";
import { dropout } from "../tensor/dropout";
import { LayerNorm } from "../tensor/layerNorm";
import { Module } from "../tensor/module";
import { Random } from "../tensor/random";
import type { Tokenizer } from "../tokenizer";
import { DecoderBlock } from "./block";
import { completeConfig, type GPTConfig } from "./config";
import { type TokenIds, tokenTensor } from "./ids";
import { completeParts, type Parts } from "./parts";
import { readPretrained, writePretrained } from "./pretrained";

// A type, not an interface: tf.tidy passes on only what is known to hold tensors and nothing else.
export type GPTOutput = {
  /** [batch, time, vocabulary]: the scores of each possible next token */
  logits: tf.Tensor3D;
  /** the embeddings, then each block's output, the last one after the final norm: layers + 1 of [batch, time, hidden] */
  hiddenStates: tf.Tensor[];
  /** each layer's attention weights, [batch, heads, query, key] */
  attentions: tf.Tensor[];
};

/** What is inside GPT-2's `transformer.` names: embeddings, blocks and the final norm. */
class Transformer extends Module {
  readonly wte: Embedding;
  readonly wpe: Embedding;
  readonly h: DecoderBlock[];
  readonly ln_f: LayerNorm;

  constructor(config: Required<GPTConfig>, parts: Parts, random: Random) {
    super();
    this.wte = new Embedding(config.vocabularySize, config.hiddenSize, { deviation: 0.02, random });
    this.wpe = new Embedding(config.contextLength, config.hiddenSize, { deviation: 0.02, random });
    this.h = Array.from({ length: config.layers }, () => new DecoderBlock(config, parts, random));
    this.ln_f = new LayerNorm(config.hiddenSize);
  }
}

/**
 * GPT-2: a decoder-only transformer that gives the scores of the next token at every position.
 *
 * `logits = norm(blocks(E[ids] + P)) Eᵀ`: the unembedding is tied to the token embedding E. Parameter names are those of
 * Hugging Face's GPT2LMHeadModel. Source: Radford et al. (2019).
 */
export class GPT extends Module {
  readonly transformer: Transformer;
  readonly config: Required<GPTConfig>;
  readonly parts: Parts;

  /**
   * @param options.parts functions to use in place of the library's own
   * @param options.seed  of the initial parameters
   * @throws RangeError, TypeError where the configuration or a part can't be used.
   */
  constructor(config: GPTConfig, { parts, seed = 0 }: { parts?: Partial<Parts>; seed?: number } = {}) {
    super();
    this.config = completeConfig(config);
    this.parts = completeParts(parts);
    this.transformer = new Transformer(this.config, this.parts, new Random(seed));
  }

  /**
   * The scores of the next token after each position; see {@link GPTOutput}. Call it inside tf.tidy.
   *
   * @param ids   int32 [batch, time], or rows of numbers, which are checked against the vocabulary
   * @param cache from {@link newCache}: ids then continue the text that it holds
   * @throws RangeError where a text is empty, an id outside the vocabulary, or the context too short.
   */
  forward(ids: TokenIds, { cache }: { cache?: KeyValueCache[] } = {}): GPTOutput {
    const { wte, wpe, h, ln_f } = this.transformer;
    const { causalMask, embedding, layerNorm } = this.parts;
    const tokens = tokenTensor(ids, this.config); // [batch, time]
    const [, time] = tokens.shape;
    const past = this.pastLength(time, cache);

    const positions = tf.slice(wpe.weight.value, [past, 0], [time, -1]); // [time, hidden]
    let x = tf.add(embedding(wte.weight.value, tokens), positions); // [batch, time, hidden]
    if (this.training) x = dropout(x, this.config.dropout);

    const mask = causalMask(time, past + time); // [query, key]
    const hiddenStates = [x];
    const attentions: tf.Tensor[] = [];
    for (const [layer, block] of h.entries()) {
      const { x: next, weights } = block.forward(x, { mask, cache: cache?.[layer] });
      x = next;
      hiddenStates.push(x);
      attentions.push(weights);
    }
    x = layerNorm(x, ln_f.weight.value, ln_f.bias.value, this.config.layerNormEpsilon);
    hiddenStates[h.length] = x; // as Hugging Face counts: the last hidden state is the normalized one
    return { logits: this.unembed(x), hiddenStates, attentions };
  }

  /**
   * The mean cross-entropy in nats of the targets, each the token that follows its input. Call it inside tf.tidy.
   *
   * @param ids     int32 [batch, time], or rows of numbers
   * @param targets int32 [batch, time]; positions with `ignoreIndex` don't count
   */
  loss(ids: TokenIds, targets: tf.Tensor, { ignoreIndex = -100 }: { ignoreIndex?: number } = {}): tf.Scalar {
    return this.parts.crossEntropy(this.forward(ids).logits, targets, { ignoreIndex });
  }

  /** Empty key/value caches, one for each layer; dispose them when the text is finished. */
  newCache(): KeyValueCache[] {
    return this.transformer.h.map(() => new KeyValueCache());
  }

  /** Writes `config.json`, `model.safetensors` and, if given, the tokenizer: a folder that Hugging Face tools open. */
  async save(directory: string, { tokenizer }: { tokenizer?: Tokenizer } = {}): Promise<void> {
    await writePretrained(directory, { config: this.config, parameters: this.stateDict(), tokenizer });
  }

  /**
   * Opens a folder with a GPT-2's `config.json` and `model.safetensors`.
   * @throws Error where a file is missing, damaged or of another kind of model.
   */
  static async fromPretrained(directory: string, { parts }: { parts?: Partial<Parts> } = {}): Promise<GPT> {
    const { config, parameters } = await readPretrained(directory);
    const model = new GPT(config, { parts });
    try {
      model.loadStateDict(parameters);
      return model;
    } catch (error) {
      model.dispose();
      throw error;
    } finally {
      tf.dispose(parameters);
    }
  }

  /** [batch, time, hidden] → [batch, time, vocabulary], by the transposed token embedding. */
  private unembed(x: tf.Tensor): tf.Tensor3D {
    const [batch, time, hidden] = x.shape;
    const rows = tf.reshape(x, [-1, hidden!]) as tf.Tensor2D;
    const logits = tf.matMul(rows, this.transformer.wte.weight.value as tf.Tensor2D, false, true);
    return tf.reshape(logits, [batch, time!, this.config.vocabularySize]) as tf.Tensor3D;
  }

  private pastLength(time: number, cache?: KeyValueCache[]): number {
    const { layers, contextLength } = this.config;
    if (cache && cache.length !== layers) {
      throw new RangeError(`cache has ${cache.length} layers but the model has ${layers}: make it with model.newCache()`);
    }
    const past = cache?.[0].length ?? 0;
    if (past + time > contextLength) {
      const before = past > 0 ? ` after ${past} in the cache` : "";
      throw new RangeError(
        `ids has ${time} tokens${before}: the context holds ${contextLength}; give at most the last ${contextLength}`,
      );
    }
    return past;
  }
}
