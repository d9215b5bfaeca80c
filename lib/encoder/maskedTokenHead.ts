import * as tf from "@tensorflow/tfjs-core";
import { LayerNorm } from "../tensor/layerNorm";
import { Module, Parameter } from "../tensor/module";
import { moduleGroup } from "../tensor/moduleGroup";
import type { Linear } from "../tensor/linear";
import type { Bert, BertOptions } from "./bert";
import { headLinear } from "./bertWithHead";
import { normalize } from "./normalize";

/**
 * The head that says which token belongs at a position: `layerNorm(gelu(dense(x))) Wᵀ + bias`, where W is the token embedding.
 *
 * Source: Devlin et al., "BERT" (2019), appendix A.2; names as in Hugging Face's `cls.predictions`.
 */
export class MaskedTokenHead extends Module {
  readonly transform: Module & { dense: Linear; LayerNorm: LayerNorm };
  readonly bias: Parameter;

  constructor(body: Bert, options: BertOptions) {
    super();
    const { hiddenSize, vocabularySize } = body.config;
    this.transform = moduleGroup({
      dense: headLinear(body.config, hiddenSize, { ...options, name: "predictions" }),
      LayerNorm: new LayerNorm(hiddenSize),
    });
    this.bias = new Parameter(tf.zeros([vocabularySize]));
  }

  /**
   * @param x    [batch, time, hidden]
   * @param body whose token embedding is the decoder
   * @returns    [batch, time, vocabulary]
   */
  forward(x: tf.Tensor, body: Bert): tf.Tensor {
    const { dense, LayerNorm } = this.transform;
    const states = normalize(body.parts.gelu(dense.forward(x)), LayerNorm, body);
    const [batch, time, hidden] = states.shape;
    const rows = tf.reshape(states, [-1, hidden!]) as tf.Tensor2D;
    const table = body.embeddings.word_embeddings.weight.value as tf.Tensor2D;
    const scores = tf.add(tf.matMul(rows, table, false, true), this.bias.value); // [batch · time, vocabulary]
    return tf.reshape(scores, [batch, time!, body.config.vocabularySize]);
  }
}
