import type * as tf from "@tensorflow/tfjs-core";
import { dropout } from "../tensor/dropout";
import { LayerNorm } from "../tensor/layerNorm";
import { Linear } from "../tensor/linear";
import { Module } from "../tensor/module";
import { moduleGroup } from "../tensor/moduleGroup";
import type { Random } from "../tensor/random";
import { type BertContext, normalize } from "./normalize";
import { SelfAttention } from "./selfAttention";

/**
 * One encoder block, with the norm after each sum: `x = norm(x + attention(x))`, `x = norm(x + feedForward(x))`.
 *
 * It is a decoder block without the causal mask: every token attends to those before it and to those after it. Source:
 * Vaswani et al. (2017), section 3.1; names as in Hugging Face's BertLayer.
 */
export class EncoderBlock extends Module {
  readonly attention: Module & { self: SelfAttention; output: SublayerOutput };
  readonly intermediate: Module & { dense: Linear };
  readonly output: SublayerOutput;

  constructor(private readonly context: BertContext, random: Random) {
    super();
    const { hiddenSize, innerSize, initializerRange: deviation } = context.config;
    const output = (inputs: number): SublayerOutput => moduleGroup({
      dense: new Linear(inputs, hiddenSize, { deviation, random }), LayerNorm: new LayerNorm(hiddenSize),
    });
    this.attention = moduleGroup({ self: new SelfAttention(context, random), output: output(hiddenSize) });
    this.intermediate = moduleGroup({ dense: new Linear(hiddenSize, innerSize, { deviation, random }) });
    this.output = output(innerSize);
  }

  /**
   * @param x    [batch, time, hidden]
   * @param mask bool, broadcast to [batch, heads, query, key]; true = may attend
   * @returns the new states, [batch, time, hidden], and the attention weights [batch, heads, query, key]
   */
  forward(x: tf.Tensor, mask: tf.Tensor): { x: tf.Tensor; weights: tf.Tensor } {
    const { parts } = this.context;
    const { self, output } = this.attention;
    let weights: tf.Tensor | undefined;
    const next = parts.postNormBlock(x, {
      attention: (input) => {
        const result = self.forward(input, mask);
        weights = result.weights;
        return this.dropped(output.dense.forward(result.output));
      },
      norm1: (sum) => normalize(sum, output.LayerNorm, this.context),
      feedForward: (input) => this.dropped(this.feedForward(input)),
      norm2: (sum) => normalize(sum, this.output.LayerNorm, this.context),
    });
    return { x: next, weights: weights! };
  }

  private feedForward(x: tf.Tensor): tf.Tensor {
    const { feedForward, gelu } = this.context.parts;
    const [inner, output] = [this.intermediate.dense, this.output.dense];
    const weights = {
      innerWeight: inner.weight.value, innerBias: inner.bias!.value,
      outputWeight: output.weight.value, outputBias: output.bias!.value,
    };
    return feedForward(x, weights, gelu);
  }

  private dropped(x: tf.Tensor): tf.Tensor {
    return this.training ? dropout(x, this.context.config.dropout) : x;
  }
}

/** The projection at a sublayer's end, and the norm after its sum. */
type SublayerOutput = Module & { dense: Linear; LayerNorm: LayerNorm };
