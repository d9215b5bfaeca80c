import { breath, untilStopped } from "../system/stop";
import { requireWhole } from "../tensor/checks";
import { type Beam, type Hypothesis, rankBeams } from "./beamStep";
import { GrowingTexts } from "./growingTexts";
import type { LanguageModel, LayerCache } from "./languageModel";
import { largestFirst } from "./largestFirst";
import { type ContinueOptions, isStop, refuseDrawing, requireContinue, requirePrompt } from "./options";
import { logProbabilities } from "./probabilities";

/** How wide to search, and which of the texts found is the best. */
export interface BeamOptions extends ContinueOptions {
  /** how many texts are followed at once; 1 is greedy */
  beams: number;
  /** 1 unless told otherwise; 0 compares whole texts, which favours short ones, and more favours longer ones */
  lengthPenalty?: number;
  /**
   * When to stop looking once `beams` texts have ended. `true`: at once. `false`, the default: when the best unfinished
   * text as it stands scores no better than the worst of them. `"never"`: when it could not do so even if all tokens to
   * come were certain.
   */
  earlyStopping?: boolean | "never";
}

/** A text that could go on, and which text of the step before it continues with which token. */
interface Continuation extends Beam {
  from: number;
  token: number;
}

/**
 * Looks for the likeliest continuation: follows the `beams` likeliest texts of each length, not just one.
 *
 * At each step every text is continued with every token, and the likeliest `beams` that don't end go on. Those that end
 * among the likeliest `beams` are kept with the score `ln P / length^lengthPenalty`; the best `beams` scores are the
 * result. At maxNewTokens all end. It finds the optimum for certain only when nothing is dropped. Stop (SIGINT) gives
 * the texts so far, ended or not. Source: Graves (2012); the score is Hugging Face's, after Wu et al. (2016),
 * equation 14.
 *
 * @param prompt token ids, 1 to contextLength of them
 * @returns best score first; fewer than `beams` where there are not so many texts
 * @throws RangeError, TypeError where prompt or options can't be used, before any work.
 */
export async function beamSearch<Cache extends LayerCache>(
  model: LanguageModel<Cache>,
  prompt: readonly number[],
  options: BeamOptions,
): Promise<Hypothesis[]> {
  return untilStopped(async (signal) => {
    requireBeams(model, prompt, options);
    const { beams, lengthPenalty = 1, stop, maxNewTokens = 100, whenFull = "slide" } = options;
    const room = model.config.contextLength - prompt.length + 1; // the last is predicted from the full context
    const longest = whenFull === "stop" ? Math.min(maxNewTokens, room) : maxNewTokens;
    const best = (texts: Beam[]): Hypothesis[] => rankBeams(texts, lengthPenalty).slice(0, beams);
    const isOver = ({ ids }: Beam): boolean => ids.length === longest || isStop(stop, ids);
    const enough = beams * (1 + (Array.isArray(stop) ? Math.max(1, stop.length) : 1)); // so that `beams` can go on

    const texts = new GrowingTexts(model, [prompt], options);
    let live: Beam[] = [{ ids: [], logProbability: 0 }];
    let ended: Hypothesis[] = [];
    try {
      while (!signal.aborted) {
        const candidates = likeliestContinuations(live, await texts.nextLogits(), enough);
        ended = best([...ended, ...candidates.slice(0, beams).filter(isOver)]);
        const next = candidates.filter((candidate) => !isOver(candidate)).slice(0, beams);
        if (next.length === 0 || (ended.length === beams && isSettled(ended, next[0], options, longest))) return ended;
        texts.select(next.map(({ from }) => from));
        texts.append(next.map(({ token }) => token));
        live = next;
        await breath();
      }
      return best([...ended, ...live.filter(({ ids }) => ids.length > 0)]);
    } finally {
      texts.dispose();
    }
  }, options);
}

/** As beamStep from logits, but sorts no more than it must, and gives none that is impossible. */
function likeliestContinuations(live: readonly Beam[], logits: readonly Float32Array[], count: number): Continuation[] {
  const size = logits[0].length;
  const totals = new Float64Array(live.length * size);
  for (const [beam, { logProbability }] of live.entries()) {
    totals.set(logProbabilities(logits[beam]).map((each) => logProbability + each), beam * size);
  }
  return largestFirst(totals, count).map((i) => {
    const [from, token] = [Math.floor(i / size), i % size];
    return { from, token, ids: [...live[from].ids, token], logProbability: totals[i] };
  });
}

/** Whether the best unfinished text is given up; see {@link BeamOptions.earlyStopping}. */
function isSettled(ended: Hypothesis[], best: Beam, options: BeamOptions, longest: number): boolean {
  const { lengthPenalty = 1, earlyStopping = false } = options;
  if (earlyStopping === true) return true;
  const length = earlyStopping === "never" && lengthPenalty > 0 ? longest : best.ids.length;
  return best.logProbability / length ** lengthPenalty <= ended[ended.length - 1].score;
}

function requireBeams(model: LanguageModel, prompt: readonly number[], options: BeamOptions): void {
  requirePrompt("prompt", prompt, model.config);
  requireContinue(options, model.config);
  refuseDrawing("beamSearch", "it always keeps the likeliest texts", options);
  requireWhole("beams", options.beams);
  const { lengthPenalty = 1, earlyStopping = false } = options;
  if (!Number.isFinite(lengthPenalty)) {
    throw new RangeError(
      `lengthPenalty is ${lengthPenalty}: expected a finite number; 0 compares whole texts, 1 what they have per token`,
    );
  }
  if (![true, false, "never"].includes(earlyStopping)) {
    throw new RangeError(`earlyStopping is ${JSON.stringify(earlyStopping)}: expected true, false or "never"`);
  }
}
