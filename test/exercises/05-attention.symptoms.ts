import { isPlainTensor, type PlainTensor, type PlainValue } from "byhand-course";

// What a wrong result of lesson 05 shows by itself, where no known misconception computes just that.

export const INVERTED = "Is your mask the wrong way round? true = may attend";

/** What attention weights show of the mask that they were given; null where nothing stands out. */
export function maskSymptom(result: PlainValue, [query, key, , options]: PlainValue[]): string | null {
  const { weights } = result as { weights?: PlainValue };
  const { mask } = options as { mask: PlainTensor };
  const shape = [...(query as PlainTensor).shape.slice(0, -1), (key as PlainTensor).shape.at(-2)!];
  if (!isPlainTensor(weights) || weights.shape.join() !== shape.join()) return null;
  const keys = shape.at(-1)!;
  const allowed = broadcast(mask, shape);
  const starts = weights.values.flatMap((_, i) => (i % keys === 0 ? [i] : []));
  const sum = (start: number, kind: 0 | 1): number =>
    weights.values.slice(start, start + keys).reduce((s, weight, i) => (allowed[start + i] === kind ? s + weight : s), 0);
  const mixed = starts.filter((start) => new Set(allowed.slice(start, start + keys)).size === 2);
  if (mixed.length > 0 && mixed.every((start) => Math.abs(sum(start, 1)) < 1e-6)) return INVERTED;
  return mixed.some((start) => sum(start, 0) > 1e-4) ? "keys that the mask hides (false) still get some weight" : null;
}

/** The values of a tensor broadcast to a shape, row-major. */
function broadcast({ shape, values }: PlainTensor, wide: number[]): number[] {
  const size = wide.reduce((product, length) => product * length, 1);
  const missing = wide.length - shape.length;
  return Array.from({ length: size }, (_, flat) => {
    let [rest, stride, index] = [flat, 1, 0];
    for (let axis = wide.length - 1; axis >= missing; axis--) {
      const length = shape[axis - missing];
      if (length > 1) index += (rest % wide[axis]) * stride;
      stride *= length;
      rest = Math.floor(rest / wide[axis]);
    }
    return values[index];
  });
}

/** The first place where a decoder's mask goes wrong, in words: padding before anything else. */
export function decoderSymptom(result: PlainValue, [ids, paddingId]: PlainValue[]): string | null {
  const { shape: [batch, time], values: tokens } = ids as PlainTensor;
  if (!isPlainTensor(result) || result.shape.join() !== [batch, 1, time, time].join()) return null;
  const places = result.values.map((visible, i) => {
    const [text, query, key] = [Math.floor(i / time / time), Math.floor(i / time) % time, i % time];
    return { visible: visible !== 0, text, query, key, isPadding: tokens[text * time + key] === paddingId };
  });
  const padding = places.find(({ visible, isPadding }) => visible && isPadding);
  if (padding) return `padding is still visible: column ${padding.key} of text ${padding.text} is a padding token`;
  const later = places.find(({ visible, query, key }) => visible && key > query);
  if (later) return `query ${later.query} of text ${later.text} sees key ${later.key}, which comes later`;
  const hidden = places.find(({ visible, query, key, isPadding }) => !visible && key <= query && !isPadding);
  return hidden ? `key ${hidden.key} of text ${hidden.text} is hidden from query ${hidden.query}: it is a real token, and `
    + "not a later one" : null;
}
