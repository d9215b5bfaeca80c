/** Of one class: how many were found rightly, found wrongly, and missed. */
export interface Counts {
  truePositives: number;
  falsePositives: number;
  falseNegatives: number;
}

/** How good the answers are that a model gave for a class. */
export interface PrecisionRecall {
  /** of what it found, the share that is right; 0 where it found nothing */
  precision: number;
  /** of what there is, the share that it found; 0 where there is nothing */
  recall: number;
  /** their harmonic mean, 2 P R / (P + R) = 2 TP / (2 TP + FP + FN); 0 where both are */
  f1: number;
}

/** Precision, recall and F1 from counts. */
export function precisionRecall({ truePositives, falsePositives, falseNegatives }: Counts): PrecisionRecall {
  const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
  return {
    precision: share(truePositives, truePositives + falsePositives),
    recall: share(truePositives, truePositives + falseNegatives),
    f1: share(2 * truePositives, 2 * truePositives + falsePositives + falseNegatives),
  };
}

/** The counts of all classes together. */
export function summed(counts: readonly Counts[]): Counts {
  const sum = (part: keyof Counts): number => counts.reduce((all, one) => all + one[part], 0);
  return { truePositives: sum("truePositives"), falsePositives: sum("falsePositives"), falseNegatives: sum("falseNegatives") };
}

/**
 * @param place where in both lists these are, for the message: "[3]"
 * @throws RangeError where there are not as many predictions as answers, or none.
 */
export function requireSameLength(predictions: ArrayLike<unknown>, answers: ArrayLike<unknown>, place = ""): void {
  if (answers.length === 0) throw new RangeError(`answers${place} is empty: there is nothing to compare with`);
  if (predictions.length === answers.length) return;
  throw new RangeError(
    `predictions${place} has ${predictions.length} entries but answers${place} has ${answers.length}: give one for each`,
  );
}
