import * as tf from "@tensorflow/tfjs-core";
import type { Linear } from "../tensor/linear";
import { Module } from "../tensor/module";
import { moduleGroup } from "../tensor/moduleGroup";
import type { BertOptions, BertOutput } from "./bert";
import { BertWithHead, headLinear } from "./bertWithHead";
import type { BertConfig } from "./config";
import type { BertInputs } from "./inputs";
import { lastState } from "./lastState";
import { MaskedTokenHead } from "./maskedTokenHead";
import { type FromPretrainedOptions, readBert } from "./pretrained";

export type PretrainingOutput = BertOutput & {
  /** [batch, time, vocabulary]: the scores of each token to belong at a position */
  tokenLogits: tf.Tensor;
  /** [batch, 2]: the scores of the second text to follow the first (0), and to be a random one (1) */
  nextSentenceLogits: tf.Tensor;
};

// A type, not an interface: a compiled function takes plain objects of tensors.
export type PretrainingTargets = {
  /** int32 [batch, time]: the original token at the chosen positions, −100 elsewhere */
  tokens: tf.Tensor;
  /** int32 [batch]: 0 where the second text follows the first, 1 where it is a random one */
  nextSentence: tf.Tensor;
};

/**
 * A BERT with both heads that it is pretrained with: masked tokens and next sentences, their losses added.
 *
 * Hugging Face's class of this name. Source: Devlin et al., "BERT" (2019), section 3.1.
 */
export class BertForPreTraining extends BertWithHead<PretrainingOutput, PretrainingTargets> {
  protected readonly architecture = "BertForPreTraining";
  readonly cls: Module & { predictions: MaskedTokenHead; seq_relationship: Linear };

  constructor(config: BertConfig, options: BertOptions = {}) {
    super(config, { ...options, pooler: true });
    this.cls = moduleGroup({
      predictions: new MaskedTokenHead(this.bert, options),
      seq_relationship: headLinear(config, 2, { ...options, name: "seq_relationship" }),
    });
  }

  override forward(inputs: BertInputs): PretrainingOutput {
    const output = this.bert.forward(inputs);
    return {
      ...output,
      tokenLogits: this.cls.predictions.forward(lastState(output), this.bert),
      nextSentenceLogits: this.cls.seq_relationship.forward(output.pooled!),
    };
  }

  override loss(inputs: BertInputs, targets: PretrainingTargets): tf.Scalar {
    const { tokens, nextSentence } = this.losses(inputs, targets);
    return tf.add(tokens, nextSentence) as tf.Scalar;
  }

  /** Both losses, of which {@link loss} is the sum. */
  losses(inputs: BertInputs, { tokens, nextSentence }: PretrainingTargets): { tokens: tf.Scalar; nextSentence: tf.Scalar } {
    const { tokenLogits, nextSentenceLogits } = this.forward(inputs);
    const { maskedTokenLoss, crossEntropy } = this.bert.parts;
    return {
      tokens: maskedTokenLoss(tokenLogits, tokens),
      nextSentence: crossEntropy(nextSentenceLogits, nextSentence),
    };
  }

  /** As {@link Bert.fromPretrained}, with the heads; from a folder that lacks them where `newHead` says so. */
  static fromPretrained(directory: string, options: FromPretrainedOptions = {}): Promise<BertForPreTraining> {
    return readBert(directory, { ...options, make: (config) => new BertForPreTraining(config, options) });
  }
}
