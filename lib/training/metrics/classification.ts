import { type Counts, precisionRecall, type PrecisionRecall, requireSameLength, summed } from "./counts";

/** How good the classes are that a model gave. */
export interface ClassificationScores {
  /** the share of right ones */
  accuracy: number;
  /** of each class, by its name */
  classes: Record<string, PrecisionRecall & { count: number }>;
  /** the mean F1 of the classes, rare ones like frequent ones */
  macroF1: number;
  /** F1 of all classes' counts together; the accuracy, where each example has one class and no class is left out */
  microF1: number;
}

/**
 * The share of right answers.
 * @throws RangeError where there are not as many predictions as answers, or none.
 */
export function accuracy<Label>(predictions: readonly Label[], answers: readonly Label[]): number {
  requireSameLength(predictions, answers);
  return answers.filter((answer, i) => predictions[i] === answer).length / answers.length;
}

/**
 * Accuracy, and precision, recall and F1 of each class, with their macro and micro means; as scikit-learn's
 * `classification_report`, 0 where a figure is not defined.
 *
 * @param options.classes those that count in the means; all that occur unless told otherwise. Leaving one out, such as "O" of
 *   tags, makes the micro F1 differ from the accuracy
 * @throws RangeError where there are not as many predictions as answers, or none, or no class counts.
 */
export function classificationScores(
  predictions: readonly string[], answers: readonly string[], { classes }: { classes?: readonly string[] } = {},
): ClassificationScores {
  requireSameLength(predictions, answers);
  const names = classes ?? [...new Set([...answers, ...predictions])].sort();
  if (names.length === 0) throw new RangeError("classes is empty: name at least one that counts");
  const counts = names.map((name): Counts => ({
    truePositives: answers.filter((answer, i) => answer === name && predictions[i] === name).length,
    falsePositives: answers.filter((answer, i) => answer !== name && predictions[i] === name).length,
    falseNegatives: answers.filter((answer, i) => answer === name && predictions[i] !== name).length,
  }));
  const scores = counts.map(precisionRecall);
  return {
    accuracy: accuracy(predictions, answers),
    classes: Object.fromEntries(names.map((name, i) =>
      [name, { ...scores[i], count: counts[i].truePositives + counts[i].falseNegatives }])),
    macroF1: scores.reduce((sum, { f1 }) => sum + f1, 0) / names.length,
    microF1: precisionRecall(summed(counts)).f1,
  };
}
