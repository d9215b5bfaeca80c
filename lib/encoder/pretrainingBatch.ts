import * as tf from "@tensorflow/tfjs-core";
import { Random } from "../tensor/random";
import type { PretrainingTargets } from "./bertForPreTraining";
import { type EncodedText, type EncoderInputOptions, encoderInputs, paddedLength } from "./encoderInputs";
import type { InputTensors } from "./inputs";
import { drawMasking, type MaskedText, maskTokens } from "./masking";
import type { MaskingVocabulary } from "./maskingVocabulary";
import { tokenTargets } from "./targets";

export interface MaskedBatchOptions extends EncoderInputOptions {
  vocabulary: MaskingVocabulary;
  /** draws the masks */
  random: Random;
  /**
   * "dynamic", which is the default, draws new masks for a text each time (RoBERTa); "static" gives it the same ones each time,
   * whatever stands beside it (BERT)
   */
  masking?: "dynamic" | "static";
  /** the share of tokens that are chosen; 0.15 unless told otherwise */
  share?: number;
  /** functions to use in place of the library's own */
  parts?: { maskTokens?: typeof maskTokens };
}

/** A pair of texts, encoded together, and whether the second one stood behind the first. */
export interface PretrainingExample {
  encoding: EncodedText;
  isNext: boolean;
}

/** Seeds static masks: no other stream of random numbers has it. */
const STATIC_SEED = 0x5ca1ab1e;

/**
 * Masked texts as a batch for {@link BertForMaskedLM}.
 * @returns tensors [texts, length], which the caller disposes
 * @throws RangeError as {@link encoderInputs} and {@link maskTokens}.
 */
export function maskedBatch(
  texts: readonly EncodedText[],
  options: MaskedBatchOptions,
): { inputs: InputTensors; targets: tf.Tensor2D } {
  const length = paddedLength(texts.map(({ ids }) => ids.length), options.length);
  const masked = texts.map(({ ids }) => maskText(ids, options));
  const inputs = encoderInputs(texts.map((text, i) => ({ ...text, ids: masked[i].ids })), { ...options, length });
  const { specialIds, ordinaryIds } = options.vocabulary;
  const classes = specialIds.length + ordinaryIds.length;
  return { inputs, targets: tokenTargets(masked.map(({ labels }) => labels), { classes, length }) };
}

/**
 * Masked pairs of texts as a batch for {@link BertForPreTraining}.
 * @returns tensors, which the caller disposes
 * @throws as {@link maskedBatch}.
 */
export function pretrainingBatch(
  examples: readonly PretrainingExample[],
  options: MaskedBatchOptions,
): { inputs: InputTensors; targets: PretrainingTargets } {
  const { inputs, targets: tokens } = maskedBatch(examples.map(({ encoding }) => encoding), options);
  const nextSentence = tf.tensor1d(examples.map(({ isNext }) => (isNext ? 0 : 1)), "int32");
  return { inputs, targets: { tokens, nextSentence } };
}

function maskText(ids: readonly number[], options: MaskedBatchOptions): MaskedText {
  const { vocabulary, random, masking = "dynamic", share, parts } = options;
  if (masking !== "dynamic" && masking !== "static") {
    throw new RangeError(`masking is ${JSON.stringify(masking)}: expected "dynamic" or "static"`);
  }
  const source = masking === "static" ? new Random(STATIC_SEED).fork(ids.join(" ")) : random;
  const { maskId, specialIds } = vocabulary;
  const mask = parts?.maskTokens ?? maskTokens;
  return mask(ids, drawMasking(ids.length, { vocabulary, random: source }), { maskId, specialIds, share });
}
