import type * as tf from "@tensorflow/tfjs-core";

/** What holds tensors until it is disposed of, as a layer's key/value cache. */
export interface LayerCache {
  dispose(): void;
}

/** What {@link generate} needs of a model; {@link GPT} has it. */
export interface LanguageModel<Cache extends LayerCache = LayerCache> {
  readonly config: { readonly contextLength: number; readonly vocabularySize: number };
  /** While true, dropout is on: generating switches it off for each of its own steps. */
  training?: boolean;
  train?(): unknown;
  eval?(): unknown;
  /**
   * @param ids int32 [1, time], the continuation of what the cache holds
   * @returns   logits [1, time, vocabulary]: the scores of the token after each position
   */
  forward(ids: tf.Tensor, options?: { cache?: Cache[] }): { logits: tf.Tensor };
  newCache(): Cache[];
}
