import type * as tf from "@tensorflow/tfjs-core";
import { breath, untilStopped } from "../system/stop";
import { greedy } from "./greedy";
import { lastColumn } from "../tensor/lastColumn";
import { GrowingTexts } from "./growingTexts";
import { rowsOf } from "./rows";
import type { LanguageModel, LanguageModelOutput, LayerCache } from "./languageModel";
import { largestFirst } from "./largestFirst";
import { requireTopK } from "./logits";
import { type ContinueOptions, isStop, refuseDrawing, requireContinue, requirePrompt } from "./options";
import { probabilities } from "./probabilities";

export interface ContrastiveOptions extends ContinueOptions {
  /** how many candidates are compared at each step, 4 unless told otherwise; 1 is greedy */
  topK?: number;
  /** α, from 0 (greedy) to 1 (likeness alone), 0.6 unless told otherwise */
  penalty?: number;
}

/**
 * Continues a prompt with tokens that are likely, but whose hidden state is not yet like one that the text has: a
 * deterministic cure for repetition.
 *
 * Of the k likeliest tokens v it takes the one with the largest `(1 − α) p(v) − α max_j cos(h_v, h_j)`, where h_v is
 * the last hidden state after v, and j runs over what the model sees of the text before it.
 * Source: Su et al. (2022), "A contrastive framework for neural text generation".
 *
 * @param prompt token ids, 1 to contextLength of them
 * @returns the new ids, a stopping token included
 * @throws RangeError, TypeError where prompt or options can't be used, before any work.
 */
export async function contrastiveSearch<Cache extends LayerCache>(
  model: LanguageModel<Cache>,
  prompt: readonly number[],
  options: ContrastiveOptions = {},
): Promise<number[]> {
  return untilStopped(async (signal) => {
    requireContrastive(model, prompt, options);
    const { contextLength, vocabularySize } = model.config;
    const { topK = Math.min(4, vocabularySize), penalty = 0.6, maxNewTokens = 100, stop, whenFull = "slide" } = options;
    const texts = new GrowingTexts(model, [prompt], options);
    const made: number[] = [];
    try {
      let { logits: [logits], states: [context] } = await look(texts);
      while (!signal.aborted) {
        const candidates = likeliest(logits, topK);
        texts.select(candidates.map(() => 0)); // the text so far, once for each candidate
        texts.append(candidates.map(({ id }) => id));
        const seen = await look(texts);
        const states = seen.states.map((row) => row[row.length - 1]);
        const isWhole = seen.states[0].length > 1; // the cache no longer serves: the window was looked at afresh
        const others = isWhole ? seen.states[0].slice(0, -1) : context;
        const scores = candidates.map(({ chance }, i) =>
          (1 - penalty) * chance - penalty * Math.max(...others.map((other) => cosine(states[i], other))));
        const best = greedy(scores);
        made.push(candidates[best].id);
        texts.select([best]);
        const isFull = whenFull === "stop" && texts.texts[0].length > contextLength;
        if (made.length === maxNewTokens || isFull || isStop(stop, made)) break;
        logits = seen.logits[best];
        context = [...others, states[best]];
        await breath();
      }
      return made;
    } finally {
      texts.dispose();
    }
  }, options);
}

/** The scores of the token after each text, and the last hidden states of all that the model saw anew of it. */
async function look<Cache extends LayerCache>(
  texts: GrowingTexts<Cache>,
): Promise<{ logits: Float32Array[]; states: Float32Array[][] }> {
  let size = 0;
  const [logits, hidden] = await texts.run((output) => {
    const states = lastHiddenStates(output); // [rows, time, hidden]
    size = states.shape[2]!;
    return [lastColumn(output.logits), states];
  });
  const rows = texts.texts.length;
  const states = rowsOf(hidden, rows).map((row) => rowsOf(row, row.length / size));
  return { logits: rowsOf(logits, rows), states };
}

function lastHiddenStates({ hiddenStates }: LanguageModelOutput): tf.Tensor {
  if (!hiddenStates?.length) {
    throw new TypeError("model gives no hiddenStates: contrastiveSearch compares the last of them");
  }
  return hiddenStates[hiddenStates.length - 1];
}

/** The k likeliest of the possible tokens with their probabilities, likeliest first, the first of equals first. */
function likeliest(logits: Float32Array, k: number): { id: number; chance: number }[] {
  const chances = probabilities(logits);
  const possible = largestFirst(chances, k).filter((id) => chances[id] > 0);
  return possible.map((id) => ({ id, chance: chances[id] }));
}

function cosine(a: Float32Array, b: Float32Array): number {
  let [product, aSquared, bSquared] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    product += a[i] * b[i];
    aSquared += a[i] * a[i];
    bSquared += b[i] * b[i];
  }
  return product / (Math.sqrt(aSquared * bSquared) || 1); // a vector of zeros is like none
}

function requireContrastive(model: LanguageModel, prompt: readonly number[], options: ContrastiveOptions): void {
  const { topK, penalty = 0.6, ...others } = options;
  requirePrompt("prompt", prompt, model.config);
  requireContinue(options, model.config);
  refuseDrawing("contrastiveSearch", "it always takes the best candidate", others);
  if (topK !== undefined) requireTopK(topK, model.config.vocabularySize);
  if (!(penalty >= 0 && penalty <= 1)) {
    throw new RangeError(`penalty is ${penalty}: expected 0 (greedy) to 1 (likeness alone), such as 0.6`);
  }
}
