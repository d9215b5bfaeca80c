import * as tf from "@tensorflow/tfjs-core";
import { onlyGiven } from "../system/onlyGiven";
import { requireWhole } from "../tensor/checks";
import { trainOn } from "../training/trainOn";
import type { TrainingProgress } from "../training/trainingOptions";
import type { Embedding } from "./embedding";
import { SkipGram, type SkipGramParts } from "./skipGram";
import { SkipGramData } from "./skipGramData";
import { WordVectors } from "./wordVectors";

export interface WordVectorOptions {
  /** Numbers in a vector; 32. */
  hiddenSize?: number;
  /** How many places apart two words of a pair may stand; 4. */
  window?: number;
  /** Drawn words for each pair; 5. */
  negatives?: number;
  /** Training steps; 2000. */
  steps?: number;
  /** Pairs in a step; 1024. */
  batchSize?: number;
  /** The largest learning rate, from which it falls to a tenth along half a cosine; 0.015. */
  learningRate?: number;
  /** Share of the text above which words are thinned out, see {@link keepProbabilities}; without it none are. */
  threshold?: number;
  /** Rarer words get no vector; 1. */
  minimumCount?: number;
  /** Of the initial vectors, the batches and the thinning. */
  seed?: number;
  /** Called after each step and waited for; `tokensPerSecond` counts pairs. `LiveLossCurve` takes it. */
  onProgress?: (progress: TrainingProgress) => void | Promise<void>;
  /** Ends the run early, as Stop does. */
  signal?: AbortSignal;
  /** Whether steps run as a graph on the native engine, as in `train`: where they can unless told otherwise. */
  compiled?: boolean;
  /** Functions to use in place of the library's own. */
  parts?: Partial<SkipGramParts>;
}

export interface WordVectorResult {
  /** The words' input vectors: what one keeps. The caller disposes them. */
  vectors: WordVectors;
  /** Their output vectors, as neighbours of other words. The caller disposes them. */
  contexts: WordVectors;
  /** The loss of each step on its pairs, in nats per pair. */
  losses: number[];
  steps: number;
  /** True where Stop or the signal ended the run early. */
  stopped: boolean;
  seconds: number;
  pairsPerSecond: number;
}

/**
 * Learns a vector for each word from the words that stand beside it: skip-gram with negative sampling, by AdamW without
 * decay on pairs that are drawn from anywhere in the text.
 *
 * word2vec walks through the text pair by pair with plain gradient steps; the loss, and so its minimum, is the same.
 * Stop (SIGINT) ends it after the current step with the vectors learnt so far. The same seed repeats a run bit for bit on
 * one engine. Source: Mikolov et al. (2013), see {@link skipGramLoss}.
 *
 * @param sentences the words of each sentence; pairs don't cross its ends
 * @throws RangeError before any step for options or sentences that can't be used.
 * @throws Error naming the step where the loss is no longer finite.
 */
export async function trainWordVectors(
  sentences: readonly (readonly string[])[], options: WordVectorOptions = {},
): Promise<WordVectorResult> {
  const complete = { ...DEFAULTS, ...onlyGiven(options) };
  for (const name of ["hiddenSize", "window", "negatives", "steps", "batchSize"] as const) {
    requireWhole(name, complete[name]);
  }
  const { hiddenSize, parts, seed, learningRate, steps, batchSize, negatives, compiled, onProgress, signal } = complete;
  if (!(learningRate > 0)) throw new RangeError(`learningRate is ${learningRate}: give a positive number`);
  const data = new SkipGramData(sentences, complete);
  const model = new SkipGram({ vocabularySize: data.words.length, hiddenSize }, { parts, seed });
  try {
    const { tokensPerSecond, validation: _, ...run } = await trainOn(model, {
      draw: () => data.draw(batchSize, negatives), // by its own generator: there is no checkpoint to go on from
      tokensPerBatch: batchSize, // pairs are what is counted here
    }, { steps, learningRate, warmup: 0, clip: Infinity, weightDecay: 0, compiled, onProgress, signal });
    const take = ({ weight }: Embedding): WordVectors =>
      new WordVectors(data.words, tf.clone(weight.value) as tf.Tensor2D);
    return { ...run, vectors: take(model.input), contexts: take(model.output), pairsPerSecond: tokensPerSecond };
  } finally {
    model.dispose();
  }
}

const DEFAULTS = {
  hiddenSize: 32, window: 4, negatives: 5, steps: 2000, batchSize: 1024, learningRate: 0.015, minimumCount: 1, seed: 1,
};
