import { requireInVocabulary } from "../tensor/tokenIds";
import { requireWhole } from "../tensor/checks";
import type { Random } from "../tensor/random";
import type { LanguageModel } from "./languageModel";
import { requireSampling, SAMPLING_OPTIONS, type SamplingOptions } from "./processors";

/** How far to continue a text; all that every method has in common. */
export interface ContinueOptions {
  /** tokens to make at most, 100 unless told otherwise */
  maxNewTokens?: number;
  /** ends the text after one of these tokens, or as soon as this function of the new tokens says true */
  stop?: readonly number[] | ((newIds: readonly number[]) => boolean);
  /** keep the keys and values of earlier tokens (same tokens, less work); true unless told otherwise */
  cache?: boolean;
  /** what happens at a full context: the oldest token is forgotten ("slide"), or the text ends ("stop") */
  whenFull?: "slide" | "stop";
  /** ends the text early; what was made so far is the result */
  signal?: AbortSignal;
}

/** How to continue a prompt by drawing each token. */
export interface GenerateOptions extends ContinueOptions, SamplingOptions {
  /** whether graphs make the tokens on the native engine (see compile); unless told otherwise for 64 tokens or more */
  compiled?: boolean;
  /** chooses the next token in place of the sampling options: `greedy`, or a function of one's own */
  choose?: (logits: Float32Array, random: Random) => number;
  /** the same seed gives the same tokens; 0 unless told otherwise */
  seed?: number;
  /** called with each new token as it comes, and awaited; `row` is its prompt's place in a batch, else 0 */
  onToken?: (id: number, row: number) => void | Promise<void>;
}

type Sizes = LanguageModel["config"];

/** @throws RangeError for a prompt that can't be continued. */
export function requirePrompt(name: string, prompt: readonly number[], { contextLength, vocabularySize }: Sizes): void {
  if (prompt.length === 0) {
    throw new RangeError(`${name} is empty: give at least one token, for instance tokenizer.encode("\\n")`);
  }
  if (prompt.length > contextLength) {
    throw new RangeError(
      `${name} has ${prompt.length} tokens but the model's context holds ${contextLength}: ` +
        `give the last ${contextLength} of them, ${name}.slice(-${contextLength})`,
    );
  }
  requireInVocabulary(name, prompt, vocabularySize);
}

/** @throws RangeError, TypeError for prompts that can't be continued. */
export function requirePrompts(prompts: readonly (readonly number[])[], sizes: Sizes): void {
  if (prompts.length === 0) throw new RangeError("prompts is empty: give at least one prompt");
  for (const [i, prompt] of prompts.entries()) {
    if (!Array.isArray(prompt)) {
      throw new TypeError(`prompts[${i}] is ${prompt}: give a list of ids for each prompt, such as [[1, 2], [3]]`);
    }
    requirePrompt(`prompts[${i}]`, prompt, sizes);
  }
}

/** @throws RangeError, TypeError for options that can't be used. */
export function requireContinue(options: ContinueOptions, { vocabularySize }: Sizes): void {
  requireWhole("maxNewTokens", options.maxNewTokens ?? 1);
  if (Array.isArray(options.stop)) requireInVocabulary("stop", options.stop as number[], vocabularySize);
  if (!["slide", "stop", undefined].includes(options.whenFull)) {
    throw new RangeError(`whenFull is ${JSON.stringify(options.whenFull)}: expected "slide" or "stop"`);
  }
}

/** @throws RangeError, TypeError for options that can't be used, or that contradict each other. */
export function requireGenerate(options: GenerateOptions, sizes: Sizes): void {
  requireContinue(options, sizes);
  requireSampling(options, sizes.vocabularySize);
  const other = SAMPLING_OPTIONS.find((name) => options[name] !== undefined);
  if (options.choose && other) {
    throw new TypeError(
      `choose is given together with ${other}, which would have no effect: leave one of them out, ` +
        `or let choose call processors({ ${other} }) itself`,
    );
  }
}

/** @throws TypeError for an option about drawing, where the method draws nothing. */
export function refuseDrawing(method: string, because: string, options: object): void {
  const given = options as Record<string, unknown>;
  const drawing = [...SAMPLING_OPTIONS, "choose", "seed"].find((name) => given[name] !== undefined);
  if (drawing) {
    throw new TypeError(
      `${drawing} is given to ${method}, which draws nothing (${because}): leave it out, or use generate`,
    );
  }
}

/** Whether the new tokens end the text. */
export function isStop(stop: ContinueOptions["stop"], made: readonly number[]): boolean {
  if (!stop) return false;
  return typeof stop === "function" ? stop(made) : stop.includes(made[made.length - 1]);
}
