import { precisionRecall, requireSameLength } from "./counts";

/** How well questions were answered, in the mean over them. */
export interface AnswerScores {
  /** the share of answers that are exactly right, once normalized */
  exactMatch: number;
  /** the mean F1 of the words that answer and truth have in common */
  f1: number;
}

/**
 * An answer without what does not matter: case, punctuation, the articles "a", "an" and "the", and spaces.
 *
 * `"The  red kite."` → `"red kite"`. As in SQuAD's evaluation script (Rajpurkar et al., 2016).
 */
export function normalizeAnswer(answer: string): string {
  const plain = answer.toLowerCase().replace(/[!-/:-@[-`{-~]/g, ""); // ASCII punctuation, as Python's string.punctuation
  return plain.replace(/\b(?:a|an|the)\b/g, " ").split(/\s+/).filter(Boolean).join(" ");
}

/** 1 where both are the same answer once normalized, otherwise 0. */
export function exactMatch(prediction: string, truth: string): number {
  return normalizeAnswer(prediction) === normalizeAnswer(truth) ? 1 : 0;
}

/**
 * F1 of the words that two answers have in common, repeated ones as often as both have them.
 *
 * `"red kite"` for `"the kite"`: one word of two found is right, the one that there is was found, so F1 is 2/3. Two answers that
 * normalize to nothing are the same.
 */
export function answerF1(prediction: string, truth: string): number {
  const [found, there] = [prediction, truth].map((answer) => normalizeAnswer(answer).split(" ").filter(Boolean));
  if (found.length === 0 || there.length === 0) return found.length === there.length ? 1 : 0;
  const left = [...there];
  const common = found.filter((word) => {
    const at = left.indexOf(word);
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  }).length;
  const counts = { truePositives: common, falsePositives: found.length - common, falseNegatives: there.length - common };
  return precisionRecall(counts).f1;
}

/**
 * Exact match and F1 of answers to questions, from 0 to 1, as SQuAD's evaluation script (which gives per cent).
 *
 * @param answers the true answers to each question, of which the best fitting one counts
 * @throws RangeError where there are not as many predictions as questions, or one has no true answer.
 */
export function answerScores(predictions: readonly string[], answers: readonly (string | readonly string[])[]): AnswerScores {
  requireSameLength(predictions, answers);
  const best = (score: (prediction: string, truth: string) => number): number => {
    const sum = answers.reduce((all, truths, i) => {
      const list = typeof truths === "string" ? [truths] : truths;
      if (list.length === 0) throw new RangeError(`answers[${i}] is empty: give at least one true answer`);
      return all + Math.max(...list.map((truth) => score(predictions[i], truth)));
    }, 0);
    return sum / answers.length;
  };
  return { exactMatch: best(exactMatch), f1: best(answerF1) };
}
