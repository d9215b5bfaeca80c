import type { Module } from "../tensor/module";
import { layerOf } from "./gradientNorms";

/**
 * Rates that freeze the body of a model: only its head is trained. For the option `rateOf`.
 * @param body what the names of the body's parameters begin with
 */
export function frozenBody({ body = "bert." }: { body?: string } = {}): (name: string) => number {
  return (name) => (name.startsWith(body) ? 0 : 1);
}

/**
 * Rates that fall from the head down to the embeddings, by one factor for each layer: what is near the input is more
 * general, and should be changed less. For the option `rateOf`.
 *
 *     head 1, top layer f, the one below f², …, embeddings f^(layers + 1)
 *
 * Source: Howard and Ruder, "Universal Language Model Fine-tuning" (2018), section 3.2, "discriminative fine-tuning".
 *
 * @param factor 1 / 2.6 as in the paper; 1 is the same rate for all
 * @throws RangeError where the factor is not positive, or the model has no numbered layers.
 */
export function layerwiseRates(model: Module, { factor = 1 / 2.6 }: { factor?: number } = {}): (name: string) => number {
  if (!(factor > 0)) throw new RangeError(`factor is ${factor}: give a positive number, such as 1 / 2.6`);
  const layers = 1 + Math.max(...Object.keys(model.stateDict()).map((name) => Number(layerOf(name) ?? -1)));
  if (layers === 0) throw new RangeError("the model has no layers: expected parameters with names such as encoder.layer.0.…");
  return (name) => {
    const layer = layerOf(name);
    if (layer !== null) return factor ** (layers - Number(layer));
    return /(?:^|\.)(?:embeddings|wte|wpe)\./.test(name) ? factor ** (layers + 1) : 1;
  };
}
