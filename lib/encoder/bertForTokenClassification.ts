import type * as tf from "@tensorflow/tfjs-core";
import { dropout } from "../tensor/dropout";
import type { Linear } from "../tensor/linear";
import type { ClassificationOptions, ClassificationOutput } from "./bertForSequenceClassification";
import { BertWithHead, headLinear } from "./bertWithHead";
import type { BertConfig } from "./config";
import type { BertInputs } from "./inputs";
import { DEFAULT_LABELS, requireLabels } from "./labels";
import { lastState } from "./lastState";
import { NOT_COUNTED } from "./losses";
import { type FromPretrainedOptions, readBert } from "./pretrained";

/**
 * A BERT that says of which class each token is: Hugging Face's class of this name.
 *
 * Source: Devlin et al., "BERT" (2019), section 5.3.
 */
export class BertForTokenClassification extends BertWithHead<ClassificationOutput, tf.Tensor> {
  protected readonly architecture = "BertForTokenClassification";
  override readonly labels: readonly string[];
  readonly classifier: Linear;

  /** @throws RangeError, TypeError where the configuration, a part or the labels can't be used. */
  constructor(config: BertConfig, { labels = DEFAULT_LABELS, ...options }: ClassificationOptions = {}) {
    requireLabels(labels);
    super(config, { ...options, pooler: false });
    this.labels = labels;
    this.classifier = headLinear(config, labels.length, { ...options, name: "classifier" });
  }

  override forward(inputs: BertInputs): ClassificationOutput {
    const output = this.bert.forward(inputs);
    const states = this.training ? dropout(lastState(output), this.config.dropout) : lastState(output);
    return { ...output, logits: this.classifier.forward(states) };
  }

  /** @param labels int32 [batch, time]: the classes' numbers, −100 where a token does not count */
  override loss(inputs: BertInputs, labels: tf.Tensor): tf.Scalar {
    return this.bert.parts.crossEntropy(this.forward(inputs).logits, labels, { ignoreIndex: NOT_COUNTED });
  }

  /** As {@link Bert.fromPretrained}, with the head; from a folder that lacks it where `newHead` says so. */
  static fromPretrained(
    directory: string,
    options: FromPretrainedOptions & ClassificationOptions = {},
  ): Promise<BertForTokenClassification> {
    const make = (config: BertConfig, labels?: readonly string[]): BertForTokenClassification =>
      new BertForTokenClassification(config, { labels, ...options });
    return readBert(directory, { ...options, make });
  }
}
