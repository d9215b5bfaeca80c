import * as tf from "@tensorflow/tfjs-core";
import { FixedCache, KeyValueCache } from "../attention";
import { Embedding, rotaryAngles } from "../embedding";
import { readModelFolder, type SavePretrainedOptions, writeModelFolder } from "../pretrained/modelFolder";
import { placedTensors } from "../pretrained/placedTensors";
import { dropout } from "../tensor/dropout";
import { Module } from "../tensor/module";
import { Random } from "../tensor/random";
import { type TokenIds, tokenTensor } from "../tensor/tokenIds";
import { type CompiledForward, compiledForward } from "./compiledForward";
import { type CompleteGPTConfig, completeConfig, type GPTConfig } from "./config";
import { layoutFor, readLayout, toHuggingFaceConfig } from "./layouts";
import { normalize } from "./norm";
import { completeGPTParts, type Parts } from "./parts";
import { decoderMask, positionsOf, requireAttentionMask, type Span } from "./positions";
import { Transformer } from "./transformer";

// A type, not an interface: tf.tidy passes on only what is known to hold tensors and nothing else.
export type GPTOutput = {
  /** [batch, time, vocabulary]: the scores of each possible next token */
  logits: tf.Tensor3D;
  /** the embeddings, then each block's output, the last one after the final norm: layers + 1 of [batch, time, hidden] */
  hiddenStates: tf.Tensor[];
  /** each layer's attention weights, [batch, heads, query, key] */
  attentions: tf.Tensor[];
};

export interface ForwardOptions {
  /** from {@link GPT.newCache}: ids then continue the text that it holds */
  cache?: KeyValueCache[] | FixedCache[];
  /**
   * bool [batch, past + time], with a cache of fixed capacity [batch, capacity], true = a real token; where texts of a
   * batch are padded on the left to one length
   */
  attentionMask?: tf.Tensor;
}

/**
 * A decoder-only transformer that gives the scores of the next token at every position: GPT-2 by default, and by its
 * configuration Llama, Mistral or Gemma.
 *
 * `logits = norm(blocks(E[ids] + P)) Uᵀ`; where embeddings are tied, the unembedding U is the token embedding E. Parameter
 * names are those of Hugging Face's GPT2LMHeadModel. Source: Radford et al. (2019).
 */
export class GPT extends Module {
  readonly transformer: Transformer;
  /** the unembedding, [vocabulary, hidden], where it is not tied to the token embedding */
  readonly lm_head?: Embedding;
  readonly config: CompleteGPTConfig;
  readonly parts: Parts;
  private graphs: CompiledForward | null = null;

  /**
   * @param options.parts functions to use in place of the library's own
   * @param options.seed  of the initial parameters
   * @throws RangeError, TypeError where the configuration or a part can't be used.
   */
  constructor(config: GPTConfig, { parts, seed = 0 }: { parts?: Partial<Parts>; seed?: number } = {}) {
    super();
    this.config = completeConfig(config);
    this.parts = completeGPTParts(parts);
    const random = new Random(seed);
    this.transformer = new Transformer(this.config, this.parts, random);
    const { tiedEmbeddings, vocabularySize, hiddenSize } = this.config;
    if (!tiedEmbeddings) this.lm_head = new Embedding(vocabularySize, hiddenSize, { deviation: 0.02, random });
  }

  /**
   * The scores of the next token after each position; see {@link GPTOutput}. Call it inside tf.tidy.
   *
   * @param ids int32 [batch, time], or rows of numbers, which are checked against the vocabulary
   * @throws RangeError where a text is empty, an id outside the vocabulary, or the context too short.
   */
  forward(ids: TokenIds, { cache, attentionMask }: ForwardOptions = {}): GPTOutput {
    const { h, ln_f } = this.transformer;
    const tokens = tokenTensor(ids, this.config); // [batch, time]
    const [batch, time] = tokens.shape;
    const span = { ...this.spanOf(time, cache), attentionMask };
    requireAttentionMask(attentionMask, [batch, span.keys]);

    const positions = positionsOf(span); // [time] or [batch, time]
    const mask = decoderMask(span, this.config, this.parts);
    const { headSize, rotaryBase: base } = this.config;
    const angles = this.config.positions === "rotary" ? rotaryAngles(positions, headSize, { base }) : undefined;

    let x = this.embed(tokens, positions); // [batch, time, hidden]
    const hiddenStates = [x];
    const attentions: tf.Tensor[] = [];
    for (const [layer, block] of h.entries()) {
      const { x: next, weights } = block.forward(x, { mask, cache: cache?.[layer], angles });
      x = next;
      hiddenStates.push(x);
      attentions.push(weights);
    }
    x = normalize(x, ln_f, { parts: this.parts, epsilon: this.config.normEpsilon });
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

  /** Its forward passes as graphs: made when they are first used, and freed with the model. */
  compiledForward(): CompiledForward {
    this.graphs ??= compiledForward(this);
    return this.graphs;
  }

  override dispose(): void {
    this.graphs?.next.dispose();
    this.graphs?.whole.dispose();
    super.dispose();
  }

  /**
   * Writes `config.json`, `model.safetensors` and, if given, the tokenizer: a folder that Hugging Face tools open as a GPT-2,
   * Llama, Mistral or Gemma. A shape that none of these has is written so that this library opens it; config.json says so.
   *
   * @param options.dtype         how parameters are written, "float16" and "bfloat16" in half the bytes
   * @param options.maxShardBytes most bytes in one file; a model that takes more is written to several
   */
  async save(directory: string, options: SavePretrainedOptions = {}): Promise<void> {
    const { config } = this;
    const fields = toHuggingFaceConfig(config, options);
    const tensors = placedTensors(this.stateDict(), { layout: layoutFor(config), config });
    await writeModelFolder(directory, { fields, tensors }, options);
  }

  /**
   * Opens a folder with `config.json` and `model.safetensors` (or its shards) of a GPT-2, Llama, Mistral or Gemma (the first).
   * @throws Error where a file is missing, damaged or of another kind of model.
   */
  static fromPretrained(directory: string, { parts }: { parts?: Partial<Parts> } = {}): Promise<GPT> {
    return readModelFolder(directory, { read: readLayout, make: (config) => new GPT(config, { parts }) });
  }

  /** [batch, time] → [batch, time, hidden]: what each token is and, unless attention turns by it, where it stands. */
  private embed(tokens: tf.Tensor2D, positions: tf.Tensor): tf.Tensor {
    const { embedding, sinusoidalPositions } = this.parts;
    const { wte, wpe } = this.transformer;
    const { embeddingScale, hiddenSize, dropout: rate } = this.config;
    let x = embedding(wte.weight.value, tokens);
    if (embeddingScale !== 1) x = tf.mul(x, embeddingScale);
    if (wpe) x = tf.add(x, embedding(wpe.weight.value, positions));
    if (this.config.positions === "sinusoidal") x = tf.add(x, sinusoidalPositions(positions, hiddenSize));
    return this.training ? dropout(x, rate) : x;
  }

  /** [batch, time, hidden] → [batch, time, vocabulary], by the transposed (token) embedding. */
  private unembed(x: tf.Tensor): tf.Tensor3D {
    const [batch, time, hidden] = x.shape;
    const rows = tf.reshape(x, [-1, hidden!]) as tf.Tensor2D;
    const { weight } = this.lm_head ?? this.transformer.wte;
    const logits = tf.matMul(rows, weight.value as tf.Tensor2D, false, true);
    return tf.reshape(logits, [batch, time!, this.config.vocabularySize]) as tf.Tensor3D;
  }

  private spanOf(time: number, cache?: KeyValueCache[] | FixedCache[]): Omit<Span, "attentionMask"> {
    const { layers, contextLength } = this.config;
    if (cache && cache.length !== layers) {
      throw new RangeError(`cache has ${cache.length} layers but the model has ${layers}: make it with model.newCache()`);
    }
    const [first] = cache ?? [];
    const isFixed = first instanceof FixedCache;
    const past = isFixed ? 0 : (first?.length ?? 0);
    const keys = isFixed ? first.capacity : past + time;
    if (keys > contextLength) {
      const before = past > 0 ? ` after ${past} in the cache` : isFixed ? ` in a cache of capacity ${keys}` : "";
      throw new RangeError(
        `ids has ${time} tokens${before}: the context holds ${contextLength}; give at most the last ${contextLength}`,
      );
    }
    return { time, past: isFixed ? first.position : past, keys };
  }
}
