import { frequencyPenalty, presencePenalty } from "./frequencyPenalty";
import {
  requireMinP, requirePenalty, requireRepetitionPenalty, requireTemperature, requireTopK, requireTopP,
} from "./logits";
import { minP } from "./minP";
import { repetitionPenalty } from "./repetitionPenalty";
import { applyTemperature } from "./temperature";
import { topK } from "./topK";
import { topP } from "./topP";

/** How the model's distribution is changed before a token is drawn; what is left out changes nothing. */
export interface SamplingOptions {
  /** above 1 (such as 1.2) makes every token that the text has less likely; see {@link repetitionPenalty} */
  repetitionPenalty?: number;
  /** taken off a token's logit for each time that the text has it; see {@link frequencyPenalty} */
  frequencyPenalty?: number;
  /** taken off a token's logit once if the text has it; see {@link presencePenalty} */
  presencePenalty?: number;
  /** below 1 sharpens, above 1 flattens; see {@link applyTemperature} */
  temperature?: number;
  /** draw among the k likeliest only; see {@link topK} */
  topK?: number;
  /** draw among the fewest that together reach this probability; see {@link topP} */
  topP?: number;
  /** draw among those at least this share as likely as the likeliest; see {@link minP} */
  minP?: number;
}

/** One change of a distribution: from logits and the text so far to new logits, −∞ for what is ruled out. */
export interface LogitsProcessor {
  /** what it does and how much, such as "top-k 20" */
  name: string;
  apply(logits: ArrayLike<number>, ids: readonly number[]): Float32Array;
}

interface Step {
  option: keyof SamplingOptions;
  label: string;
  check(value: number, vocabularySize: number): void;
  apply(logits: ArrayLike<number>, ids: readonly number[], value: number): Float32Array;
}

/** Each option's step, in the order in which they apply: Hugging Face's, with frequency and presence penalty added. */
const STEPS: readonly Step[] = [
  { option: "repetitionPenalty", label: "repetition penalty",
    check: requireRepetitionPenalty, apply: repetitionPenalty },
  { option: "frequencyPenalty", label: "frequency penalty",
    check: (value) => requirePenalty("frequencyPenalty", value), apply: frequencyPenalty },
  { option: "presencePenalty", label: "presence penalty",
    check: (value) => requirePenalty("presencePenalty", value), apply: presencePenalty },
  { option: "temperature", label: "temperature", check: requireTemperature,
    apply: (logits, _, value) => applyTemperature(logits, value) },
  { option: "topK", label: "top-k", check: requireTopK, apply: (logits, _, value) => topK(logits, value) },
  { option: "topP", label: "top-p", check: requireTopP, apply: (logits, _, value) => topP(logits, value) },
  { option: "minP", label: "min-p", check: requireMinP, apply: (logits, _, value) => minP(logits, value) },
];

/** The names of the {@link SamplingOptions}, in the order in which they apply. */
export const SAMPLING_OPTIONS: readonly (keyof SamplingOptions)[] = STEPS.map(({ option }) => option);

/**
 * The steps from the model's logits to those that are drawn from, in this order: repetition penalty, frequency penalty,
 * presence penalty, temperature, top-k, top-p, min-p.
 *
 * The order matters: top-p after a temperature above 1 keeps more tokens than before it. It is Hugging Face's. No two
 * contradict each other: each works on what the one before it left.
 *
 * @returns one for each option that is given; apply them one after the other
 * @throws RangeError where an option's value can't be used.
 */
export function processors(options: SamplingOptions): LogitsProcessor[] {
  requireSampling(options);
  return STEPS.flatMap(({ option, label, apply }) => {
    const value = options[option];
    if (value === undefined) return [];
    return [{ name: `${label} ${value}`, apply: (logits, ids) => apply(logits, ids, value) }];
  });
}

/** @throws RangeError for the first option whose value can't be used. */
export function requireSampling(options: SamplingOptions, vocabularySize = Infinity): void {
  for (const { option, check } of STEPS) {
    const value = options[option];
    if (value !== undefined) check(value, vocabularySize);
  }
}
