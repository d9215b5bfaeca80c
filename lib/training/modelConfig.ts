import { requireInVocabulary } from "../tensor/tokenIds";
import type { Module } from "../tensor/module";
import type { Trainable } from "./trainingStep";

/** What training looks up in the configuration of a model that has one. */
export function configOf(model: Module): { contextLength?: number; vocabularySize?: number } {
  return (model as { config?: { contextLength?: number; vocabularySize?: number } }).config ?? {};
}

/** The model's context length. @throws TypeError where it has none. */
export function contextOf(model: Trainable): number {
  const { contextLength } = configOf(model);
  if (contextLength === undefined) {
    throw new TypeError("contextLength is missing, and the model has no config.contextLength: say how long windows are");
  }
  return contextLength;
}

/** @throws RangeError where a text is too short or, for models that say how large their vocabulary is, has other ids. */
export function requireText(
  name: string,
  ids: Int32Array,
  { model, atLeast }: { model: Trainable; atLeast: number },
): void {
  if (ids.length < atLeast) {
    throw new RangeError(`${name} has ${ids.length} tokens: at least ${atLeast} are needed; give a longer text`);
  }
  const { vocabularySize } = configOf(model);
  if (vocabularySize !== undefined) requireInVocabulary(name, ids, vocabularySize);
}
