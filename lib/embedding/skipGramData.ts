import * as tf from "@tensorflow/tfjs-core";
import { shown } from "../system/shown";
import { Random } from "../tensor/random";
import type { Batch } from "../training/randomBatch";
import { negativeDistribution, NegativeSampler } from "./negativeSampling";
import { type SkipGramPairs, skipGramPairs } from "./skipGramPairs";
import { keepProbabilities, subsample } from "./subsampling";
import { countWords } from "./wordCounts";

/** What skip-gram learns from: the pairs of a text, and words drawn at random for each. */
export class SkipGramData {
  /** the most frequent one first; their ids are their places */
  readonly words: readonly string[];
  private readonly pairs: SkipGramPairs;
  private readonly sampler: NegativeSampler;
  private readonly random: Random;

  /** @throws RangeError, TypeError where the sentences or an option can't be used. */
  constructor(
    sentences: readonly (readonly string[])[],
    { window, minimumCount, threshold, seed }: {
      window: number; minimumCount: number; threshold?: number; seed: number;
    },
  ) {
    const text = sentences.findIndex((sentence) => !Array.isArray(sentence));
    if (text >= 0) {
      throw new TypeError(`sentences[${text}] is ${shown(sentences[text])}: expected its words, as split(" ") gives`);
    }
    this.random = new Random(seed);
    const { words, counts } = countWords(sentences, { minimumCount });
    this.words = words;
    const idOf = new Map(words.map((word, id) => [word, id]));
    const ids = sentences.map((sentence) =>
      Int32Array.from(sentence.flatMap((word) => idOf.get(word) ?? []))); // words too rare are as if not there
    const kept = threshold === undefined ? ids
      : subsample(ids, keepProbabilities(counts, { threshold }), this.random.fork("subsampling"));
    this.pairs = skipGramPairs(kept, { window });
    this.sampler = new NegativeSampler(negativeDistribution(counts));
  }

  /** Pairs, each equally likely, with drawn words, as {@link SkipGram.loss} takes them; the caller disposes them. */
  draw(batchSize: number, negatives: number): Batch {
    const { pairs: { centers, contexts }, sampler, random } = this;
    const width = 1 + negatives;
    const inputs = new Int32Array(batchSize);
    const targets = new Int32Array(batchSize * width);
    for (let row = 0; row < batchSize; row++) {
      const pair = random.integer(centers.length);
      inputs[row] = centers[pair];
      targets[row * width] = contexts[pair];
      targets.set(sampler.draw(negatives, random), row * width + 1);
    }
    return { inputs: tf.tensor2d(inputs, [batchSize, 1]), targets: tf.tensor2d(targets, [batchSize, width]) };
  }
}
