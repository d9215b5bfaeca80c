import type { GPT, Tokenizer } from "byhand";
import * as tf from "@tensorflow/tfjs-core";

/** Largest difference of two logits that counts as equal: float32 through a few layers, summed in another order. */
export const TOLERANCE = 1e-4;

/** Texts, and what a tokenizer makes of them. */
export interface Encoded {
  texts: string[];
  ids: number[][];
  /** the texts of the ids */
  decoded: string[];
}

/** What was compared between this library and Python's `transformers`. */
export interface Comparison {
  idsEqual: boolean;
  textsEqual: boolean;
  /** the largest difference of two logits */
  largest: number;
  /** parameters that one of both did not find */
  missing?: string[];
}

export function agrees({ idsEqual, textsEqual, largest, missing = [] }: Comparison): boolean {
  return idsEqual && textsEqual && missing.length === 0 && largest <= TOLERANCE;
}

export function encodeTexts(tokenizer: Tokenizer, texts: string[]): Encoded {
  const ids = texts.map((text) => tokenizer.encode(text));
  return { texts, ids, decoded: ids.map((row) => tokenizer.decode(row)) };
}

/** The logits of each text, cut at the context's length, by the names that the script takes: `logits.0` … */
export function logitsOfTexts(model: GPT, { ids }: Encoded): Record<string, tf.Tensor> {
  const { contextLength } = model.config;
  return Object.fromEntries(ids.map((row, i) => [
    `logits.${i}`,
    tf.tidy(() => model.forward([row.slice(0, contextLength)]).logits),
  ]));
}

/** How a model and a tokenizer that were opened here differ from what Python, or an earlier opening, made of the same texts. */
export async function compare(
  { model, tokenizer }: { model: GPT; tokenizer: Tokenizer },
  expected: Encoded & { logits: Record<string, tf.Tensor> },
): Promise<Comparison> {
  const own = encodeTexts(tokenizer, expected.texts);
  const logits = logitsOfTexts(model, expected);
  const largest = tf.tidy(() =>
    tf.max(tf.stack(Object.entries(logits).map(([name, tensor]) => tf.max(tf.abs(tf.sub(tensor, expected.logits[name]!)))))));
  const [value] = await largest.data();
  tf.dispose([logits, largest]);
  const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
  return { idsEqual: same(own.ids, expected.ids), textsEqual: same(own.decoded, expected.decoded), largest: value! };
}

/** One line of the report. */
export function comparisonText(what: string, { idsEqual, textsEqual, largest, missing = [] }: Comparison): string {
  return `${what}: ids ${idsEqual ? "equal" : "DIFFER"}, decoded texts ${textsEqual ? "equal" : "DIFFER"}, ` +
    `largest difference in logits ${largest.toExponential(1)} (at most ${TOLERANCE})` +
    (missing.length > 0 ? `; parameters MISSING: ${missing.join(", ")}` : "");
}
