import { shown } from "../system/shown";

/** The names that Hugging Face gives to classes that have none. */
export const DEFAULT_LABELS: readonly string[] = ["LABEL_0", "LABEL_1"];

/** @throws TypeError, RangeError where these are not the names of at least two classes. */
export function requireLabels(labels: readonly string[]): readonly string[] {
  if (!Array.isArray(labels)) throw new TypeError(`labels is ${shown(labels)}: expected the classes' names, such as ["no", "yes"]`);
  if (labels.length < 2) throw new RangeError(`labels is ${shown(labels)}: expected the names of at least two classes`);
  labels.forEach((label: unknown, i) => {
    if (typeof label !== "string") throw new TypeError(`labels[${i}] is ${shown(label)}: expected a class's name`);
    if (labels.indexOf(label) !== i) {
      throw new RangeError(`labels[${i}] is ${shown(label)}, and so is labels[${labels.indexOf(label)}]: name each class once`);
    }
  });
  return labels;
}
