import type * as tf from "@tensorflow/tfjs-core";
import type { SavePretrainedOptions } from "../pretrained/modelFolder";
import { Linear } from "../tensor/linear";
import { Module } from "../tensor/module";
import { Random } from "../tensor/random";
import { Bert, type BertOptions } from "./bert";
import { type BertConfig, completeBertConfig, type CompleteBertConfig } from "./config";
import type { BertInputs } from "./inputs";
import { writeBert } from "./pretrained";

/** A BERT with the head of one task: the body's names begin with `bert.`, the head's are those of Hugging Face's class. */
export abstract class BertWithHead<Output, Targets> extends Module {
  readonly bert: Bert;
  /** the name of Hugging Face's class */
  protected abstract readonly architecture: string;
  /** what the head's classes are called, where it has some */
  readonly labels?: readonly string[];

  constructor(config: BertConfig, options: BertOptions & { pooler: boolean }) {
    super();
    this.bert = new Bert(config, options);
  }

  get config(): CompleteBertConfig {
    return this.bert.config;
  }

  /** Call it inside tf.tidy. @throws RangeError, TypeError for inputs that can't be used; see {@link BertInputs}. */
  abstract forward(inputs: BertInputs): Output;

  /** The mean loss in nats. Call it inside tf.tidy. */
  abstract loss(inputs: BertInputs, targets: Targets): tf.Scalar;

  /**
   * Takes copies of a body's parameters, as of one that was pretrained; the head stays as it is.
   * @throws RangeError that lists all mis-shaped names, where the bodies have different configurations.
   */
  takeBody(body: Bert): this {
    this.bert.takeParameters(body);
    return this;
  }

  /** As {@link Bert.save}, for Hugging Face's class of the same name. */
  async save(directory: string, options: SavePretrainedOptions = {}): Promise<void> {
    const { architecture, config, labels } = this;
    await writeBert(directory, { model: this, architecture, config, labels }, options);
  }
}

/** A linear map of a head; each name has random numbers of its own. */
export function headLinear(config: BertConfig, outputs: number, { name, seed = 0 }: BertOptions & { name: string }): Linear {
  const { hiddenSize, initializerRange } = completeBertConfig(config);
  return new Linear(hiddenSize, outputs, { deviation: initializerRange, random: new Random(seed).fork(name) });
}
