import * as tf from "@tensorflow/tfjs-core";
import { FixedCache } from "../attention";
import { compile, type Compiled } from "../tensor/compile";
import { lastColumn } from "../tensor/lastColumn";
import { functionalCall, type Parameters } from "../tensor/module";
import type { GPT } from "./gpt";

/** One layer's keys and values, each [batch, heads, capacity, head size]. */
export type LayerTensors = { keys: tf.Tensor4D; values: tf.Tensor4D };

export type NextInputs = {
  /** int32 [batch, 1] */
  ids: tf.Tensor2D;
  /** of each layer; see {@link FixedCache} */
  caches: LayerTensors[];
  /** int32 scalar: how many positions the caches hold */
  position: tf.Scalar;
  /** bool [batch, capacity], false for padding on the left */
  attentionMask?: tf.Tensor2D;
};

/** A model's forward passes as graphs, which get the parameters anew each time; they belong to the model. */
export interface CompiledForward {
  /** One more token: the scores of the token after it, [batch, vocabulary], and the caches with it. */
  next: Compiled<[Parameters, NextInputs], { logits: tf.Tensor2D; caches: LayerTensors[] }>;
  /** A whole text, int32 [batch, time]: the scores of the token after it, [batch, vocabulary]. */
  whole: Compiled<[Parameters, tf.Tensor2D], tf.Tensor2D>;
}

export function compiledForward(model: GPT): CompiledForward {
  const next = (parameters: Parameters, { ids, caches, position, attentionMask }: NextInputs) =>
    functionalCall(model, parameters, () => {
      const cache = caches.map(({ keys, values }) => new FixedCache(keys, values, position));
      const { logits } = model.forward(ids, { cache, attentionMask });
      return { logits: lastColumn(logits), caches: cache.map(({ keys, values }) => ({ keys, values })) };
    });
  const whole = (parameters: Parameters, ids: tf.Tensor2D): tf.Tensor2D =>
    functionalCall(model, parameters, () => lastColumn(model.forward(ids).logits));
  return {
    next: compile(next, { name: "the model's forward pass of one token", mode: "try" }),
    whole: compile(whole, { name: "the model's forward pass", mode: "try" }),
  };
}
