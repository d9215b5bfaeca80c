import * as fc from "fast-check";

/** Letters, spaces and marks in many combinations, and any code points, halves of surrogate pairs too. */
export const texts = fc.oneof(
  fc.string({ unit: fc.constantFrom("a", "t", "s", " ", " ", "'", "\n", "\r", "S", "1", ".", "é", "\u0085", "👍", "\ud83d") }),
  fc.string({ unit: "binary" }),
  fc.string({ unit: fc.constantFrom("the", " the", " cat", "<|end|>", "<|endoftext|>", "<|", "👍") }),
);
