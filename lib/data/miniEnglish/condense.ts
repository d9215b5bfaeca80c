import type { Pattern, Slot, Variable } from "./pattern";

/**
 * The same language with fewer cases: variables have only the words that slots show, and equal values are one value.
 *
 * Variables get new names, by their order, so that patterns that come to the same look the same.
 */
export function condense({ weight, sentences, label, variables }: Pattern): Pattern {
  const columns = new Map<string, number[]>();
  for (const slot of [...sentences.flat(), ...label]) {
    if (typeof slot === "string") continue;
    const shown = columns.get(slot.variable) ?? [];
    if (!shown.includes(slot.column)) columns.set(slot.variable, [...shown, slot.column]);
  }
  const names = new Map([...columns.keys()].map((name, i) => [name, `v${i}`]));
  const renamed = (slot: Slot): Slot => typeof slot === "string" ? slot
    : { variable: names.get(slot.variable)!, column: columns.get(slot.variable)!.indexOf(slot.column) };
  return {
    weight,
    sentences: sentences.map((slots) => slots.map(renamed)),
    label: label.map(renamed),
    variables: new Map([...columns].map(([name, kept]) => [names.get(name)!, onlyColumns(variables.get(name)!, kept)])),
  };
}

/** The language of some of the sentences alone, in the given order; patterns that come to the same are put together. */
export function onlySentences(patterns: readonly Pattern[], chosen: readonly number[]): Pattern[] {
  const merged = new Map<string, Pattern>();
  for (const pattern of patterns) {
    const part = condense({ ...pattern, sentences: chosen.map((i) => pattern.sentences[i]), label: [] });
    const key = JSON.stringify([part.sentences, [...part.variables]]);
    merged.set(key, { ...part, weight: part.weight + (merged.get(key)?.weight ?? 0) });
  }
  return [...merged.values()];
}

function onlyColumns({ values, probabilities }: Variable, kept: readonly number[]): Variable {
  const found = new Map<string, { value: string[]; probability: number }>();
  values.forEach((value, i) => {
    const short = kept.map((column) => value[column]);
    const key = short.join(" ");
    found.set(key, { value: short, probability: (found.get(key)?.probability ?? 0) + probabilities[i] });
  });
  const all = [...found.values()];
  return { values: all.map(({ value }) => value), probabilities: all.map(({ probability }) => probability) };
}
