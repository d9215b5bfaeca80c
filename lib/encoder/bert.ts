import * as tf from "@tensorflow/tfjs-core";
import type { SavePretrainedOptions } from "../pretrained/modelFolder";
import { Linear } from "../tensor/linear";
import { Module } from "../tensor/module";
import { moduleGroup } from "../tensor/moduleGroup";
import { Random } from "../tensor/random";
import { EncoderBlock } from "./block";
import { type BertConfig, type CompleteBertConfig, completeBertConfig } from "./config";
import { BertEmbeddings } from "./embeddings";
import { type BertInputs, inputTensors } from "./inputs";
import type { BertContext } from "./normalize";
import { type BertParts, completeBertParts } from "./parts";
import { type FromPretrainedOptions, readBert, writeBert } from "./pretrained";

// A type, not an interface: tf.tidy passes on only what is known to hold tensors and nothing else.
export type BertOutput = {
  /** the embeddings, then each block's output: layers + 1 of [batch, time, hidden] */
  hiddenStates: tf.Tensor[];
  /** each layer's attention weights, [batch, heads, query, key] */
  attentions: tf.Tensor[];
  /** one vector for each text, [batch, hidden], where there is a pooler: `tanh(dense(the first token's))` */
  pooled?: tf.Tensor;
};

export interface BertOptions {
  /** functions to use in place of the library's own */
  parts?: Partial<BertParts>;
  /** of the initial parameters */
  seed?: number;
}

/**
 * An encoder that gives a vector for each token, made of all tokens of its text, those before it and those after it.
 *
 * `blocks(layerNorm(W[ids] + P + T[types]))`. It is the body that each task's head stands on; parameter names are those of
 * Hugging Face's BertModel. Source: Devlin et al., "BERT" (2019), section 3.
 */
export class Bert extends Module {
  readonly embeddings: BertEmbeddings;
  readonly encoder: Module & { layer: EncoderBlock[] };
  readonly pooler?: Module & { dense: Linear };
  readonly config: CompleteBertConfig;
  readonly parts: BertParts;

  /**
   * @param options.pooler whether there is a vector for each text, too; true unless told otherwise
   * @throws RangeError, TypeError where the configuration or a part can't be used.
   */
  constructor(config: BertConfig, { parts, seed = 0, pooler = true }: BertOptions & { pooler?: boolean } = {}) {
    super();
    this.config = completeBertConfig(config);
    this.parts = completeBertParts(this.config, parts);
    const context: BertContext = { config: this.config, parts: this.parts };
    const random = new Random(seed);
    this.embeddings = new BertEmbeddings(context, random);
    const { layers, hiddenSize, initializerRange: deviation } = this.config;
    this.encoder = moduleGroup({ layer: Array.from({ length: layers }, () => new EncoderBlock(context, random)) });
    if (pooler) this.pooler = moduleGroup({ dense: new Linear(hiddenSize, hiddenSize, { deviation, random }) });
  }

  /**
   * The states of all tokens in all layers; see {@link BertOutput}. Call it inside tf.tidy.
   * @throws RangeError, TypeError for inputs that can't be used; see {@link BertInputs}.
   */
  forward(inputs: BertInputs): BertOutput {
    const { ids, tokenTypes, attentionMask } = inputTensors(inputs, this.config);
    const mask = this.parts.encoderMask(attentionMask);
    let x = this.embeddings.forward({ ids, tokenTypes });
    const hiddenStates = [x];
    const attentions: tf.Tensor[] = [];
    for (const block of this.encoder.layer) {
      const { x: next, weights } = block.forward(x, mask);
      x = next;
      hiddenStates.push(x);
      attentions.push(weights);
    }
    if (!this.pooler) return { hiddenStates, attentions };
    const summary = this.parts.pooling(x, attentionMask); // [batch, hidden]
    return { hiddenStates, attentions, pooled: tf.tanh(this.pooler.dense.forward(summary)) };
  }

  /**
   * Takes copies of another body's parameters as its own; a pooler stays as it is where the other has none.
   * @throws RangeError that lists all mis-shaped names, where the bodies have different configurations.
   */
  takeParameters(body: Bert): this {
    this.loadStateDict({ ...this.stateDict(), ...onlyNamed(body.stateDict(), this.namedParameters()) });
    return this;
  }

  /**
   * Writes `config.json`, `model.safetensors` and, if given, the tokenizer: a folder that Hugging Face tools open as BertModel.
   *
   * @param options.dtype         how parameters are written, "float16" and "bfloat16" in half the bytes
   * @param options.maxShardBytes most bytes in one file; a model that takes more is written to several
   */
  async save(directory: string, options: SavePretrainedOptions = {}): Promise<void> {
    await writeBert(directory, { model: this, architecture: "BertModel", config: this.config }, options);
  }

  /**
   * Opens the body in a folder with `config.json` and `model.safetensors` of a BERT, with whichever head.
   * @throws Error where a file is missing, damaged or of another kind of model; RangeError that lists missing, unknown and
   * mis-shaped parameters by name.
   */
  static fromPretrained(directory: string, options: FromPretrainedOptions = {}): Promise<Bert> {
    return readBert(directory, { ...options, make: (config) => new Bert(config, options) });
  }
}

/** The parameters whose names are among these. */
function onlyNamed<T>(parameters: Record<string, T>, names: ReadonlyMap<string, unknown>): Record<string, T> {
  return Object.fromEntries(Object.entries(parameters).filter(([name]) => names.has(name)));
}
