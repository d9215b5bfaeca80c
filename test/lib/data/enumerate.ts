import type { Grammar } from "../../../lib/data/grammar";

/** Every text that the grammar makes with its probability, once for each way to make it. */
export function enumerate(grammar: Grammar): [text: string, probability: number][] {
  if (typeof grammar === "string") return [[grammar, 1]];
  if ("options" in grammar) {
    return grammar.options.flatMap((option) =>
      enumerate(option.grammar).map(([text, p]): [string, number] => [text, p * option.probability]),
    );
  }
  return grammar.reduce(
    (before: [string, number][], part) => {
      const after = enumerate(part);
      return before.flatMap(([a, p]) => after.map(([b, q]): [string, number] => [a + b, p * q]));
    },
    [["", 1]],
  );
}
