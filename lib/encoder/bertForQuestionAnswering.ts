import * as tf from "@tensorflow/tfjs-core";
import type { Linear } from "../tensor/linear";
import type { BertOptions, BertOutput } from "./bert";
import { BertWithHead, headLinear } from "./bertWithHead";
import type { BertConfig } from "./config";
import { type BertInputs, inputTensors } from "./inputs";
import { lastState } from "./lastState";
import { spanLoss } from "./losses";
import { type FromPretrainedOptions, readBert } from "./pretrained";

export type AnswerOutput = BertOutput & {
  /** [batch, time]: each token's score to be the first one of the answer */
  startLogits: tf.Tensor;
  /** [batch, time]: each token's score to be the last one of the answer */
  endLogits: tf.Tensor;
};

/**
 * A BERT that finds the answer to a question in a text: Hugging Face's class of this name.
 *
 * Source: Devlin et al., "BERT" (2019), section 4.2.
 */
export class BertForQuestionAnswering extends BertWithHead<AnswerOutput, tf.Tensor> {
  protected readonly architecture = "BertForQuestionAnswering";
  readonly qa_outputs: Linear;

  constructor(config: BertConfig, options: BertOptions = {}) {
    super(config, { ...options, pooler: false });
    this.qa_outputs = headLinear(config, 2, { ...options, name: "qa_outputs" });
  }

  override forward(inputs: BertInputs): AnswerOutput {
    const output = this.bert.forward(inputs);
    const [startLogits, endLogits] = tf.unstack(this.qa_outputs.forward(lastState(output)), -1); // each [batch, time]
    return { ...output, startLogits, endLogits };
  }

  /** @param spans int32 [batch, 2]: each answer's first and last token; see {@link spanLoss} */
  override loss(inputs: BertInputs, spans: tf.Tensor): tf.Scalar {
    const tensors = inputTensors(inputs, this.config);
    const { attentionMask } = tensors;
    return spanLoss(this.forward(tensors), spans, { attentionMask, crossEntropy: this.bert.parts.crossEntropy });
  }

  /** As {@link Bert.fromPretrained}, with the head; from a folder that lacks it where `newHead` says so. */
  static fromPretrained(directory: string, options: FromPretrainedOptions = {}): Promise<BertForQuestionAnswering> {
    return readBert(directory, { ...options, make: (config) => new BertForQuestionAnswering(config, options) });
  }
}
