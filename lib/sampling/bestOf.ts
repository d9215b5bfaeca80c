import { untilStopped } from "../system/stop";
import { requireWhole } from "../tensor/checks";
import { generateBatch } from "./generate";
import { greedy } from "./greedy";
import type { LanguageModel, LayerCache } from "./languageModel";
import { type GenerateOptions, requirePrompt } from "./options";

export interface BestOfOptions extends GenerateOptions {
  /** how many texts to draw */
  n: number;
  /** what a text is worth, from its new ids; it may take its time, and need not be the model's own opinion */
  scorer: (ids: number[]) => number | Promise<number>;
}

/**
 * Draws n texts and ranks them by a scorer ("best of n"), equal scores in the order of their seeds.
 *
 * Text i is `generate(model, prompt, { …options, seed: seed + i })`; all are drawn as one batch. Its quality is bounded
 * by what the model can draw, and a scorer with a loophole gets texts that use it. Source: Stiennon et al. (2020).
 *
 * @returns all n texts with their scores, best first
 * @throws RangeError, TypeError where prompt or options can't be used, before any work, or a score is no number.
 */
export async function bestOf<Cache extends LayerCache>(
  model: LanguageModel<Cache>,
  prompt: readonly number[],
  { n, scorer, ...options }: BestOfOptions,
): Promise<{ ids: number[]; score: number }[]> {
  return untilStopped(async (signal) => {
    requirePrompt("prompt", prompt, model.config);
    requireBestOf({ n, scorer, ...options });
    const texts = await generateBatch(model, Array<readonly number[]>(n).fill(prompt), { ...options, signal });
    const scored: { ids: number[]; score: number }[] = [];
    for (const ids of texts) {
      const score = await scorer([...ids]);
      if (typeof score !== "number" || Number.isNaN(score)) {
        throw new TypeError(`scorer gave ${score} for [${ids.join(", ")}]: expected a number, larger for better texts`);
      }
      scored.push({ ids, score });
    }
    return scored.sort((a, b) => (a.score === b.score ? 0 : b.score - a.score)); // ∞ − ∞ is not a number
  }, options);
}

function requireBestOf({ n, scorer, topK, choose }: BestOfOptions): void {
  requireWhole("n", n);
  if (typeof scorer !== "function") {
    throw new TypeError(`scorer is ${scorer}: give a function of the new ids, larger for better texts`);
  }
  const deterministic = choose === greedy ? "choose is greedy" : topK === 1 ? "topK is 1" : null;
  if (n > 1 && deterministic) {
    throw new TypeError(`${deterministic}, so that all ${n} texts would be the same: draw them, or give n: 1`);
  }
}
