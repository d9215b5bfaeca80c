import fc from "fast-check";
import { type Derivation, type Pattern, pattern } from "../../../../lib/data/miniEnglish/pattern";

/** Small languages of one or two sentences over few words, in which one text often comes from several patterns. */
export const anyLanguage: fc.Arbitrary<Pattern[]> = fc.integer({ min: 1, max: 2 }).chain((sentences) => {
  const value = fc.tuple(fc.constantFrom("a", "b", "c"), fc.constantFrom("a", "b", "c"));
  const text = fc.array(fc.constantFrom("a", "b", "{x}", "{x.1}", "{y}"), { minLength: 1, maxLength: 3 })
    .map((words) => words.join(" "));
  const one = fc.record({
    texts: fc.array(text, { minLength: sentences, maxLength: sentences }),
    x: fc.array(value, { minLength: 1, maxLength: 3 }),
    y: fc.array(value, { minLength: 1, maxLength: 2 }),
    weight: fc.integer({ min: 1, max: 4 }),
    label: fc.constantFrom("good", "bad", "{x}"),
  }).map(({ texts, x, y, weight, label }) => pattern(texts, { x, y }, { weight, label }));
  return fc.array(one, { minLength: 1, maxLength: 3 });
});

/** Every derivation of a language with its weight, by counting all values of all variables. */
export function enumerateDerivations(patterns: readonly Pattern[]): (Derivation & { weight: number })[] {
  return patterns.flatMap(({ weight, sentences, label, variables }) => {
    let cases: { taken: Record<string, readonly string[]>; weight: number }[] = [{ taken: {}, weight }];
    for (const [name, { values, probabilities }] of variables) {
      cases = cases.flatMap(({ taken, weight: before }) =>
        values.map((value, i) => ({ taken: { ...taken, [name]: value }, weight: before * probabilities[i] })));
    }
    return cases.map(({ taken, weight: total }) => {
      const words = (slots: Pattern["label"]): string[] =>
        slots.map((slot) => (typeof slot === "string" ? slot : taken[slot.variable]![slot.column]!));
      return { sentences: sentences.map(words), label: words(label), weight: total };
    });
  });
}
