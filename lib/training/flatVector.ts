import * as tf from "@tensorflow/tfjs-core";
import type { Parameters } from "../tensor/module";

/** Where each parameter lies in the flat vector: matrices first, so that weight decay touches one leading piece. */
export interface FlatLayout {
  names: string[];
  shapes: number[][];
  sizes: number[];
  /** Entries of all parameters of rank 2 and more. */
  decayed: number;
  /** All entries. */
  size: number;
}

/** The layout of these parameters; it depends on their names and shapes, not on the order in the dictionary. */
export function flatLayout(parameters: Parameters): FlatLayout {
  const sorted = Object.keys(parameters).sort();
  const isMatrix = (name: string): boolean => parameters[name].rank >= 2;
  const names = [...sorted.filter(isMatrix), ...sorted.filter((name) => !isMatrix(name))];
  const count = (chosen: string[]): number => chosen.reduce((sum, name) => sum + parameters[name].size, 0);
  return {
    names,
    shapes: names.map((name) => parameters[name].shape),
    sizes: names.map((name) => parameters[name].size),
    decayed: count(names.filter(isMatrix)),
    size: count(names),
  };
}

/** All tensors end to end in one vector. */
export function flatten(tensors: Parameters, { names }: FlatLayout): tf.Tensor1D {
  return tf.concat(names.map((name) => tf.reshape(tensors[name], [-1]) as tf.Tensor1D)); // [size]
}

/** One number for each parameter, at each of its entries: [size]. */
export function spread(numberOf: (name: string) => number, { names, sizes }: FlatLayout): tf.Tensor1D {
  return tf.concat(names.map((name, i) => tf.fill([sizes[i]], numberOf(name)) as tf.Tensor1D));
}

/** The vector cut up again: {@link flatten}'s inverse. */
export function unflatten(vector: tf.Tensor1D, { names, shapes, sizes }: FlatLayout): Parameters {
  const pieces = tf.split(vector, sizes);
  return Object.fromEntries(names.map((name, i) => [name, tf.reshape(pieces[i], shapes[i])]));
}
