import type * as tf from "@tensorflow/tfjs-core";
import { dropout } from "../tensor/dropout";
import type { Linear } from "../tensor/linear";
import type { BertOptions, BertOutput } from "./bert";
import { BertWithHead, headLinear } from "./bertWithHead";
import type { BertConfig } from "./config";
import type { BertInputs } from "./inputs";
import { DEFAULT_LABELS, requireLabels } from "./labels";
import { type FromPretrainedOptions, readBert } from "./pretrained";

export type ClassificationOutput = BertOutput & {
  /** [batch, labels] for texts, [batch, time, labels] for tokens */
  logits: tf.Tensor;
};

export interface ClassificationOptions extends BertOptions {
  /** what the classes are called, in the order of their numbers */
  labels?: readonly string[];
}

/**
 * A BERT that says of which class a text, or a pair of texts, is: Hugging Face's class of this name.
 *
 * Source: Devlin et al., "BERT" (2019), section 4.1.
 */
export class BertForSequenceClassification extends BertWithHead<ClassificationOutput, tf.Tensor> {
  protected readonly architecture = "BertForSequenceClassification";
  override readonly labels: readonly string[];
  readonly classifier: Linear;

  /** @throws RangeError, TypeError where the configuration, a part or the labels can't be used. */
  constructor(config: BertConfig, { labels = DEFAULT_LABELS, ...options }: ClassificationOptions = {}) {
    requireLabels(labels);
    super(config, { ...options, pooler: true });
    this.labels = labels;
    this.classifier = headLinear(config, labels.length, { ...options, name: "classifier" });
  }

  override forward(inputs: BertInputs): ClassificationOutput {
    const output = this.bert.forward(inputs);
    const pooled = this.training ? dropout(output.pooled!, this.config.dropout) : output.pooled!;
    return { ...output, logits: this.classifier.forward(pooled) };
  }

  /** @param labels int32 [batch]: the classes' numbers */
  override loss(inputs: BertInputs, labels: tf.Tensor): tf.Scalar {
    return this.bert.parts.crossEntropy(this.forward(inputs).logits, labels);
  }

  /** As {@link Bert.fromPretrained}, with the head; from a folder that lacks it where `newHead` says so. */
  static fromPretrained(
    directory: string,
    options: FromPretrainedOptions & ClassificationOptions = {},
  ): Promise<BertForSequenceClassification> {
    const make = (config: BertConfig, labels?: readonly string[]): BertForSequenceClassification =>
      new BertForSequenceClassification(config, { labels, ...options });
    return readBert(directory, { ...options, make });
  }
}
