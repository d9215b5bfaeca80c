import { requireWhole } from "../tensor/checks";

/**
 * How many bits a model needs for each byte of a text: `total nats / (bytes · ln 2)`.
 *
 * A loss per token can't be compared between tokenizers, since a token of one stands for more text than a token of the
 * other. This can: the text's bytes are the same for all. 8 is a model that knows nothing of bytes; lower is better.
 *
 * @param totalNats the cross-entropies of ALL the text's tokens, summed: mean loss · number of predicted tokens
 * @param text      the text that those tokens stand for, or how many bytes it has in UTF-8 ("é" is 2, "€" is 3)
 * @throws RangeError where totalNats is negative or not finite, or there is not a whole number of bytes, at least 1.
 *
 * Source: Gao et al., "The Pile" (2020), section 3.1.
 */
export function bitsPerByte(totalNats: number, text: string | number): number {
  if (!(totalNats >= 0 && totalNats < Infinity)) {
    throw new RangeError(
      `totalNats is ${totalNats}: expected the summed cross-entropy of a text, a number that is not negative ` +
        "(mean loss · number of predicted tokens)",
    );
  }
  const bytes = typeof text === "number" ? text : new TextEncoder().encode(text).length;
  requireWhole("bytes", bytes);
  return totalNats / (bytes * Math.LN2);
}
