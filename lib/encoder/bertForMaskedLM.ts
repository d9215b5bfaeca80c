import type * as tf from "@tensorflow/tfjs-core";
import { Module } from "../tensor/module";
import { moduleGroup } from "../tensor/moduleGroup";
import type { BertOptions, BertOutput } from "./bert";
import { BertWithHead } from "./bertWithHead";
import type { BertConfig } from "./config";
import type { BertInputs } from "./inputs";
import { lastState } from "./lastState";
import { MaskedTokenHead } from "./maskedTokenHead";
import { type FromPretrainedOptions, readBert } from "./pretrained";

export type MaskedTokenOutput = BertOutput & {
  /** [batch, time, vocabulary]: the scores of each token to belong at a position */
  logits: tf.Tensor;
};

/**
 * A BERT that fills in masked tokens: Hugging Face's class of this name.
 *
 * Trained by this loss alone, with masks drawn anew at each pass, it is RoBERTa's way (Liu et al. 2019): there, guessing
 * whether one text follows the other was found to be of no use.
 */
export class BertForMaskedLM extends BertWithHead<MaskedTokenOutput, tf.Tensor> {
  protected readonly architecture = "BertForMaskedLM";
  readonly cls: Module & { predictions: MaskedTokenHead };

  constructor(config: BertConfig, options: BertOptions = {}) {
    super(config, { ...options, pooler: false });
    this.cls = moduleGroup({ predictions: new MaskedTokenHead(this.bert, options) });
  }

  override forward(inputs: BertInputs): MaskedTokenOutput {
    const output = this.bert.forward(inputs);
    return { ...output, logits: this.cls.predictions.forward(lastState(output), this.bert) };
  }

  /** @param labels int32 [batch, time]: the original token at the chosen positions, −100 elsewhere */
  override loss(inputs: BertInputs, labels: tf.Tensor): tf.Scalar {
    return this.bert.parts.maskedTokenLoss(this.forward(inputs).logits, labels);
  }

  /** As {@link Bert.fromPretrained}, with the head; from a folder that lacks it where `newHead` says so. */
  static fromPretrained(directory: string, options: FromPretrainedOptions = {}): Promise<BertForMaskedLM> {
    return readBert(directory, { ...options, make: (config) => new BertForMaskedLM(config, options) });
  }
}
