import * as tf from "@tensorflow/tfjs-core";
import { requireRank, requireShape, requireTensor, requireWhole } from "../tensor/checks";
import { completeParts } from "../tensor/completeParts";
import { Module } from "../tensor/module";
import { Random } from "../tensor/random";
import { Embedding, embedding } from "./embedding";
import { skipGramLoss } from "./skipGramLoss";

/** The functions inside {@link SkipGram} that a learner's own can replace. */
export interface SkipGramParts {
  embedding: (table: tf.Tensor, ids: tf.Tensor) => tf.Tensor;
  skipGramLoss: (centers: tf.Tensor, contexts: tf.Tensor, negatives: tf.Tensor) => tf.Tensor;
}

export interface SkipGramOptions {
  /** functions to use in place of the library's own */
  parts?: Partial<SkipGramParts>;
  /** of the initial vectors */
  seed?: number;
}

const own: SkipGramParts = { embedding, skipGramLoss };

/**
 * Two vectors for each word, as a word and as a neighbour, trained so that they tell which words stand together.
 *
 * The input vectors are the word vectors that one keeps. As in word2vec they begin small and random, the output vectors
 * begin at 0. Source: Mikolov et al., "Distributed Representations of Words and Phrases" (2013).
 */
export class SkipGram extends Module {
  readonly input: Embedding;
  readonly output: Embedding;
  private readonly parts: SkipGramParts;

  /** @throws RangeError, TypeError where a size, the seed or a part can't be used. */
  constructor(
    { vocabularySize, hiddenSize }: { vocabularySize: number; hiddenSize: number },
    { parts = {}, seed = 0 }: SkipGramOptions = {},
  ) {
    super();
    requireWhole("vocabularySize", vocabularySize, 2);
    requireWhole("hiddenSize", hiddenSize);
    this.parts = completeParts(own, parts, "SkipGram");
    this.input = new Embedding(vocabularySize, hiddenSize, { deviation: 0.5 / hiddenSize, random: new Random(seed) });
    this.output = new Embedding(vocabularySize, hiddenSize, { deviation: 0, random: new Random(seed) });
  }

  /**
   * {@link skipGramLoss} of pairs of words, in nats per pair.
   *
   * @param inputs  int32 [pairs, 1]: the words
   * @param targets int32 [pairs, 1 + k]: for each, the word beside it and then k words drawn at random
   * @throws TypeError, RangeError where shapes or data types do not fit.
   */
  loss(inputs: tf.Tensor, targets: tf.Tensor): tf.Scalar {
    requireTensor("inputs", inputs, "int32");
    requireShape("inputs", inputs, [-1, 1], "one word for each pair");
    requireTensor("targets", targets, "int32");
    requireRank("targets", targets, 2, 2);
    const [pairs, width] = targets.shape;
    requireShape("inputs", inputs, [pairs, 1], "one word for each row of targets");
    requireWhole("the number of negatives", width - 1);
    const { embedding, skipGramLoss } = this.parts;
    const centers = embedding(this.input.weight.value, tf.squeeze(inputs, [1])); // [pairs, hidden]
    const [beside, drawn] = tf.split(targets, [1, width - 1], 1);
    const contexts = embedding(this.output.weight.value, tf.squeeze(beside, [1])); // [pairs, hidden]
    const negatives = embedding(this.output.weight.value, drawn); // [pairs, k, hidden]
    return skipGramLoss(centers, contexts, negatives) as tf.Scalar;
  }
}
