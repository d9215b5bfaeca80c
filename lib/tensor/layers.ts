import * as tf from "@tensorflow/tfjs-core";
import { linear } from "./linear";
import { Module, Parameter } from "./module";
import type { Random } from "./random";

/** A tensor of normal random numbers with mean 0 and this standard deviation. */
export function normalTensor(shape: number[], deviation: number, random: Random): tf.Tensor {
  const values = new Float32Array(shape.reduce((product, side) => product * side, 1));
  for (let i = 0; i < values.length; i++) values[i] = random.normal() * deviation;
  return tf.tensor(values, shape);
}

/** `y = x W + b` with its parameters `weight` [in, out] and `bias` [out]. */
export class Linear extends Module {
  readonly weight: Parameter;
  readonly bias: Parameter;

  /** @param deviation of the weight's initial normal distribution; the bias begins at zero */
  constructor(inputs: number, outputs: number, { deviation, random }: { deviation: number; random: Random }) {
    super();
    this.weight = new Parameter(normalTensor([inputs, outputs], deviation, random));
    this.bias = new Parameter(tf.zeros([outputs]));
  }

  /** [..., in] → [..., out] */
  forward(x: tf.Tensor): tf.Tensor {
    return linear(x, this.weight.value, this.bias.value);
  }
}

/** The parameters of a layer normalization: `weight` [size], at first ones, and `bias` [size], at first zeros. */
export class NormParameters extends Module {
  readonly weight: Parameter;
  readonly bias: Parameter;

  constructor(size: number) {
    super();
    this.weight = new Parameter(tf.ones([size]));
    this.bias = new Parameter(tf.zeros([size]));
  }
}

/** A table of vectors, `weight` [rows, size]. */
export class Table extends Module {
  readonly weight: Parameter;

  constructor(rows: number, size: number, { deviation, random }: { deviation: number; random: Random }) {
    super();
    this.weight = new Parameter(normalTensor([rows, size], deviation, random));
  }
}
