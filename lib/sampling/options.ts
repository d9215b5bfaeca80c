import { requireInVocabulary } from "../decoder/ids";
import { requireWhole } from "../tensor/checks";
import type { Random } from "../tensor/random";
import { requireTemperature, requireTopK } from "./logits";
import type { LanguageModel } from "./languageModel";

/** How to continue a prompt. */
export interface GenerateOptions {
  /** tokens to make at most, 100 unless told otherwise */
  maxNewTokens?: number;
  /** 1 unless told otherwise: the model's own distribution; less is safer, more is wilder */
  temperature?: number;
  /** draw among the k likeliest only; all unless told otherwise */
  topK?: number;
  /** chooses the next token in place of temperature and top-k: `greedy`, or a function of one's own */
  choose?: (logits: Float32Array, random: Random) => number;
  /** the same seed gives the same tokens; 0 unless told otherwise */
  seed?: number;
  /** ends the text after one of these tokens, or as soon as this function of the new tokens says true */
  stop?: readonly number[] | ((newIds: readonly number[]) => boolean);
  /** keep the keys and values of earlier tokens (same tokens, less work); true unless told otherwise */
  cache?: boolean;
  /** what happens at a full context: the oldest token is forgotten ("slide"), or the text ends ("stop") */
  whenFull?: "slide" | "stop";
  /** called with each new token as it comes, and awaited */
  onToken?: (id: number) => void | Promise<void>;
  /** ends the text early; what was made so far is the result */
  signal?: AbortSignal;
}

/** @throws RangeError, TypeError for what can't be generated from, before any work. */
export function requireGenerate(model: LanguageModel, prompt: readonly number[], options: GenerateOptions): void {
  const { contextLength, vocabularySize } = model.config;
  if (prompt.length === 0) {
    throw new RangeError("prompt is empty: give at least one token, for instance tokenizer.encode(\"\\n\")");
  }
  if (prompt.length > contextLength) {
    throw new RangeError(
      `prompt has ${prompt.length} tokens but the model's context holds ${contextLength}: ` +
        `give the last ${contextLength} of them, prompt.slice(-${contextLength})`,
    );
  }
  requireInVocabulary("prompt", prompt, vocabularySize);
  requireWhole("maxNewTokens", options.maxNewTokens ?? 1);
  requireTemperature(options.temperature ?? 1);
  if (options.topK !== undefined) requireTopK(options.topK, vocabularySize);
  if (options.choose && (options.temperature !== undefined || options.topK !== undefined)) {
    throw new TypeError("choose is given together with temperature or topK: give either choose or those");
  }
  if (Array.isArray(options.stop)) requireInVocabulary("stop", options.stop as number[], vocabularySize);
  if (!["slide", "stop", undefined].includes(options.whenFull)) {
    throw new RangeError(`whenFull is ${JSON.stringify(options.whenFull)}: expected "slide" or "stop"`);
  }
}
