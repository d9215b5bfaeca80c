import type * as tf from "@tensorflow/tfjs-core";
import type { Linear } from "../tensor/linear";
import { Module } from "../tensor/module";
import { moduleGroup } from "../tensor/moduleGroup";
import type { BertOptions, BertOutput } from "./bert";
import { BertWithHead, headLinear } from "./bertWithHead";
import type { BertConfig } from "./config";
import type { BertInputs } from "./inputs";
import { type FromPretrainedOptions, readBert } from "./pretrained";

export type NextSentenceOutput = BertOutput & {
  /** [batch, 2]: the scores of the second text to follow the first (0), and to be a random one (1) */
  logits: tf.Tensor;
};

/** A BERT that says whether the second text follows the first: Hugging Face's class of this name. */
export class BertForNextSentencePrediction extends BertWithHead<NextSentenceOutput, tf.Tensor> {
  protected readonly architecture = "BertForNextSentencePrediction";
  readonly cls: Module & { seq_relationship: Linear };

  constructor(config: BertConfig, options: BertOptions = {}) {
    super(config, { ...options, pooler: true });
    this.cls = moduleGroup({ seq_relationship: headLinear(config, 2, { ...options, name: "seq_relationship" }) });
  }

  override forward(inputs: BertInputs): NextSentenceOutput {
    const output = this.bert.forward(inputs);
    return { ...output, logits: this.cls.seq_relationship.forward(output.pooled!) };
  }

  /** @param labels int32 [batch]: 0 where the second text follows the first, 1 where it is a random one */
  override loss(inputs: BertInputs, labels: tf.Tensor): tf.Scalar {
    return this.bert.parts.crossEntropy(this.forward(inputs).logits, labels);
  }

  /** As {@link Bert.fromPretrained}, with the head; from a folder that lacks it where `newHead` says so. */
  static fromPretrained(directory: string, options: FromPretrainedOptions = {}): Promise<BertForNextSentencePrediction> {
    return readBert(directory, { ...options, make: (config) => new BertForNextSentencePrediction(config, options) });
  }
}
