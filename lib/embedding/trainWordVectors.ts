import * as tf from "@tensorflow/tfjs-core";
import { breath, untilStopped } from "../system/stop";
import { requireWhole } from "../tensor/checks";
import { Random } from "../tensor/random";
import { Pace } from "../training/pace";
import type { Batch } from "../training/randomBatch";
import { Trainer } from "../training/trainer";
import type { TrainingProgress } from "../training/trainingOptions";
import { warmupCosine } from "../training/warmupCosine";
import { negativeDistribution, NegativeSampler } from "./negativeSampling";
import { SkipGram, type SkipGramParts } from "./skipGram";
import { type SkipGramPairs, skipGramPairs } from "./skipGramPairs";
import { keepProbabilities, subsample } from "./subsampling";
import { countWords, type WordCounts } from "./wordCounts";
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
  /** Share of the text above which words are thinned out, see {@link keepProbabilities}; none are unless it is given. */
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
 * word2vec walks through the text pair by pair with plain gradient steps; batches and Adam reach the same minimum in
 * less time. Stop (SIGINT) ends it after the current step with the vectors learnt so far. The same seed repeats a run
 * bit for bit on one engine. Source: Mikolov et al. (2013), see {@link skipGramLoss}.
 *
 * @param sentences the words of each sentence; pairs don't cross its ends
 * @throws RangeError before any step for options or sentences that can't be used.
 * @throws Error naming the step where the loss is no longer finite.
 */
export async function trainWordVectors(
  sentences: readonly (readonly string[])[], options: WordVectorOptions = {},
): Promise<WordVectorResult> {
  const complete = { ...DEFAULTS, ...given(options) };
  const { steps, batchSize, negatives, learningRate, hiddenSize, parts, seed } = complete;
  for (const name of ["hiddenSize", "window", "negatives", "steps", "batchSize"] as const) {
    requireWhole(name, complete[name]);
  }
  if (!(learningRate > 0)) throw new RangeError(`learningRate is ${learningRate}: give a positive number`);
  const random = new Random(seed);
  const counted = countWords(sentences, complete);
  const pairs = pairsOf(sentences, counted, { ...complete, random: random.fork("subsampling") });
  const sampler = new NegativeSampler(negativeDistribution(counted.counts));
  const model = new SkipGram({ vocabularySize: counted.words.length, hiddenSize }, { parts, seed });
  const trainer = new Trainer(model, { weightDecay: 0, clip: Infinity, compiled: options.compiled }, null);
  const rate = warmupCosine({ peak: learningRate, total: steps, floor: learningRate / 10 });
  const pace = new Pace({ perStep: batchSize, perEvaluation: 0 });
  const losses: number[] = [];
  const began = performance.now();
  try {
    await untilStopped(async (stop) => {
      while (losses.length < steps && !stop.aborted) {
        const start = performance.now();
        const batch = drawBatch(pairs, { sampler, batchSize, negatives, random });
        losses.push(await trainer.step(batch, { seed: 0, learningRate: rate(losses.length) }));
        const secondsLeft = pace.secondsLeft({ steps: steps - losses.length, evaluations: 0 });
        const tokensPerSecond = pace.tokensPerSecond();
        const [step, loss] = [losses.length, losses[losses.length - 1]];
        await options.onProgress?.({ step, steps, loss, losses, validation: [], secondsLeft, tokensPerSecond });
        pace.stepTook((performance.now() - start) / 1000);
        await breath();
      }
    }, { signal: options.signal });
    return {
      vectors: new WordVectors(counted.words, tf.clone(model.input.weight.value) as tf.Tensor2D),
      contexts: new WordVectors(counted.words, tf.clone(model.output.weight.value) as tf.Tensor2D),
      losses,
      steps: losses.length,
      stopped: losses.length < steps,
      seconds: (performance.now() - began) / 1000,
      pairsPerSecond: pace.tokensPerSecond(),
    };
  } finally {
    trainer.dispose();
    model.dispose();
  }
}

const DEFAULTS = {
  hiddenSize: 32, window: 4, negatives: 5, steps: 2000, batchSize: 1024, learningRate: 0.015, minimumCount: 1, seed: 1,
  threshold: undefined as number | undefined,
};

/** Without the options that are there but undefined, which would hide a default. */
function given(options: WordVectorOptions): WordVectorOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

function pairsOf(
  sentences: readonly (readonly string[])[],
  { words, counts }: WordCounts,
  { window, threshold, random }: { window: number; threshold?: number; random: Random },
): SkipGramPairs {
  const idOf = new Map(words.map((word, id) => [word, id]));
  const ids = sentences.map((sentence) =>
    Int32Array.from(sentence.flatMap((word) => idOf.get(word) ?? []))); // words too rare are as if not there
  const kept = threshold === undefined ? ids : subsample(ids, keepProbabilities(counts, { threshold }), random);
  return skipGramPairs(kept, { window });
}

/** Pairs from anywhere, each with words drawn for it; the tensors belong to the caller. */
function drawBatch(
  { centers, contexts }: SkipGramPairs,
  { sampler, batchSize, negatives, random }: {
    sampler: NegativeSampler; batchSize: number; negatives: number; random: Random;
  },
): Batch {
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
