import { requireWhole } from "../tensor/checks";
import type { Encoding } from "../tokenizer";

/** Tokens from the first to the last, both included. */
export interface TokenSpan {
  start: number;
  end: number;
}

/**
 * Which tokens an answer's characters are in.
 *
 * @param answer   from `start` up to, not including, `end`: `text.slice(start, end)`
 * @param sequence of which text of a pair: the second unless told otherwise, since the question comes first
 * @throws RangeError where the answer is empty or outside the text, or was cut off.
 */
export function tokenSpan(
  { offsets, sequences }: Pick<Encoding, "offsets" | "sequences">,
  answer: { start: number; end: number },
  { sequence = 1 }: { sequence?: 0 | 1 } = {},
): TokenSpan {
  const { start, end } = answer;
  requireWhole("answer.start", start, 0);
  requireWhole("answer.end", end, start + 1);
  const inside = offsets.flatMap(([from, to], i) => (sequences[i] === sequence && from < end && to > start ? [i] : []));
  const span = { start: inside[0], end: inside[inside.length - 1] };
  if (inside.length > 0 && offsets[span.start][0] <= start && offsets[span.end][1] >= end) return span;
  const last = Math.max(0, ...offsets.filter((_, i) => sequences[i] === sequence).map(([, to]) => to));
  throw new RangeError(
    `answer is the characters ${start} to ${end}, but the encoding's tokens reach from 0 to ${last}: was it cut off? Raise ` +
      "truncation.maxLength, or leave the question out",
  );
}

/**
 * The most probable answer: the span with the largest sum of its first token's and its last token's scores.
 *
 * The last token is not before the first, and both are of the text (not of the question, nor padding). Source: Devlin et al.,
 * "BERT" (2019), section 4.2.
 *
 * @param startLogits            [time]: the scores of a token to be the answer's first
 * @param endLogits              [time]: the scores of a token to be its last
 * @param options.allowed        true for the tokens that an answer may have
 * @param options.maximumLength  in tokens; 30 unless told otherwise
 * @throws RangeError where lengths differ or no token is allowed.
 */
export function bestSpan(
  startLogits: ArrayLike<number>,
  endLogits: ArrayLike<number>,
  { allowed, maximumLength = 30 }: { allowed: readonly boolean[]; maximumLength?: number },
): TokenSpan & { score: number } {
  requireWhole("maximumLength", maximumLength);
  for (const [name, { length }] of Object.entries({ startLogits, endLogits })) {
    if (length !== allowed.length) throw new RangeError(`${name} has ${length} scores but allowed has ${allowed.length} entries`);
  }
  let best: (TokenSpan & { score: number }) | null = null;
  for (let start = 0; start < allowed.length; start++) {
    for (let end = start; end < Math.min(allowed.length, start + maximumLength); end++) {
      const score = startLogits[start] + endLogits[end];
      if (allowed[start] && allowed[end] && (!best || score > best.score)) best = { start, end, score };
    }
  }
  if (best) return best;
  throw new RangeError("allowed is false everywhere: an answer needs at least one token that it may have");
}

/** An answer as it stands in its text, spaces and capitals included: `text` from its first token's first character on. */
export function spanText(text: string, { offsets }: Pick<Encoding, "offsets">, { start, end }: TokenSpan): string {
  return text.slice(offsets[start][0], offsets[end][1]);
}
