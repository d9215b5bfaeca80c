import type * as tf from "@tensorflow/tfjs-core";

/** What holds tensors until it is disposed of, as a layer's key/value cache. */
export interface LayerCache {
  /** Keeps these rows of the batch, in this order; a row may come more than once. */
  select(rows: readonly number[]): void;
  dispose(): void;
}

// A type, not an interface: tf.tidy passes on only what is known to hold tensors and nothing else.
export type LanguageModelOutput = {
  /** [batch, time, vocabulary]: the scores of the token after each position */
  logits: tf.Tensor;
  /** [batch, time, hidden] of each layer, the last one last; {@link contrastiveSearch} alone needs them */
  hiddenStates?: tf.Tensor[];
};

/** What {@link generate} needs of a model; {@link GPT} has it. */
export interface LanguageModel<Cache extends LayerCache = LayerCache> {
  readonly config: { readonly contextLength: number; readonly vocabularySize: number };
  /** While true, dropout is on: generating switches it off for each of its own steps. */
  training?: boolean;
  train?(): unknown;
  eval?(): unknown;
  /**
   * @param ids           int32 [batch, time], the continuation of what the cache holds
   * @param attentionMask bool [batch, past + time], false for padding on the left; not given where there is none
   */
  forward(ids: tf.Tensor, options?: { cache?: Cache[]; attentionMask?: tf.Tensor }): LanguageModelOutput;
  newCache(): Cache[];
}
