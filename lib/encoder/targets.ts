import * as tf from "@tensorflow/tfjs-core";
import { paddedLength } from "./encoderInputs";
import { NOT_COUNTED } from "./losses";
import type { TokenSpan } from "./spans";

/**
 * The classes of texts as a tensor: int32 [texts].
 * @throws RangeError for a label that is no class.
 */
export function sequenceTargets(labels: readonly number[], { classes }: { classes: number }): tf.Tensor1D {
  labels.forEach((label, i) => requireClass(`labels[${i}]`, label, classes));
  return tf.tensor1d([...labels], "int32");
}

/**
 * The classes of tokens as a tensor: int32 [texts, length], filled up with −100.
 * @param rows the classes of each text's tokens, −100 for one that does not count, such as [CLS]
 * @throws RangeError for a label that is neither a class nor −100; as {@link encoderInputs} for lengths.
 */
export function tokenTargets(
  rows: readonly (readonly number[])[],
  { classes, length }: { classes: number; length?: number },
): tf.Tensor2D {
  rows.forEach((row, i) => row.forEach((label, j) => {
    if (label !== NOT_COUNTED) requireClass(`labels[${i}][${j}]`, label, classes);
  }));
  const time = paddedLength(rows.map((row) => row.length), length);
  const filled = rows.flatMap((row) => [...row, ...Array.from({ length: time - row.length }, () => NOT_COUNTED)]);
  return tf.tensor2d(filled, [rows.length, time], "int32");
}

/**
 * The places of answers as a tensor: int32 [texts, 2], the first and the last token of each.
 * @param texts what the answers are in, as {@link encoderInputs} takes it
 * @throws RangeError for a span that is not inside its text's real tokens.
 */
export function spanTargets(
  spans: readonly TokenSpan[],
  texts: readonly { attentionMask: readonly number[] }[],
): tf.Tensor2D {
  if (spans.length !== texts.length) {
    throw new RangeError(`spans has ${spans.length} entries for ${texts.length} texts: give one for each`);
  }
  spans.forEach(({ start, end }, i) => {
    const { attentionMask } = texts[i];
    if (start <= end && attentionMask[start] === 1 && attentionMask[end] === 1) return;
    const real = attentionMask.lastIndexOf(1) + 1;
    throw new RangeError(
      `spans[${i}] is ${start} to ${end}, but its text has the tokens 0 to ${real - 1}: expected the answer's first and last token`,
    );
  });
  return tf.tensor2d(spans.flatMap(({ start, end }) => [start, end]), [spans.length, 2], "int32");
}

function requireClass(name: string, label: number, classes: number): void {
  if (Number.isInteger(label) && label >= 0 && label < classes) return;
  throw new RangeError(`${name} is ${label}: the classes are 0 to ${classes - 1}`);
}
