import { GPT, type TextOrPair, type Tokenizer } from "byhand";
import * as tf from "@tensorflow/tfjs-core";
import type { Model } from "./models";

/** Largest difference of two values that counts as equal: float32 through a few layers, summed in another order. */
export const TOLERANCE = 1e-4;

/** Texts, or pairs of them, and what a tokenizer makes of them. */
export interface Encoded {
  texts: TextOrPair[];
  ids: number[][];
  /** which text of a pair each token is of */
  typeIds: number[][];
  /** the texts of the ids */
  decoded: string[];
}

/** What was compared between this library and Python's `transformers`. */
export interface Comparison {
  /** ids, and for an encoder token types */
  idsEqual: boolean;
  textsEqual: boolean;
  /** the largest difference of two logits, and for an encoder of two hidden states */
  largest: number;
  /** parameters that one of both did not find */
  missing?: string[];
}

export function agrees({ idsEqual, textsEqual, largest, missing = [] }: Comparison): boolean {
  return idsEqual && textsEqual && missing.length === 0 && largest <= TOLERANCE;
}

export function encodeTexts(tokenizer: Tokenizer, texts: TextOrPair[]): Encoded {
  const encodings = texts.map((text) => typeof text === "string"
    ? tokenizer.encodeWithOffsets(text)
    : tokenizer.encodeWithOffsets(text[0], { pair: text[1] }));
  const [ids, typeIds] = [encodings.map(({ ids }) => ids), encodings.map(({ typeIds }) => typeIds)];
  return { texts, ids, typeIds, decoded: ids.map((row) => tokenizer.decode(row)) };
}

/**
 * What a model makes of each text, cut at the context's length, by the names that the script takes: `logits.0` …; of an
 * encoder all hidden states, stacked as `hiddenStates.0` …, and whatever its head gives.
 */
export function outputsOfTexts(model: Model, { ids, typeIds }: Encoded): Record<string, tf.Tensor> {
  const { contextLength } = model.config;
  return Object.fromEntries(ids.flatMap((row, i) => {
    const outputs = tf.tidy(() => {
      const cut = [row.slice(0, contextLength)];
      if (model instanceof GPT) return { logits: model.forward(cut).logits };
      const tokenTypes = [typeIds[i]!.slice(0, contextLength)];
      const { hiddenStates, attentions: _, ...head } = model.forward({ ids: cut, tokenTypes });
      return { hiddenStates: tf.stack(hiddenStates), ...head };
    });
    return Object.entries(outputs).map(([name, tensor]): [string, tf.Tensor] => [`${name}.${i}`, tensor]);
  }));
}

/** How a model and a tokenizer that were opened here differ from what Python, or an earlier opening, made of the same texts. */
export async function compare(
  { model, tokenizer }: { model: Model; tokenizer: Tokenizer },
  expected: Encoded & { outputs: Record<string, tf.Tensor> },
): Promise<Comparison> {
  const own = encodeTexts(tokenizer, expected.texts);
  const outputs = outputsOfTexts(model, expected);
  const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
  if (!same(Object.keys(outputs).sort(), Object.keys(expected.outputs).sort())) {
    throw new Error(`the outputs are ${Object.keys(outputs).join()} here, but ${Object.keys(expected.outputs).join()} there`);
  }
  const largest = tf.tidy(() =>
    tf.max(tf.stack(Object.entries(outputs).map(([name, tensor]) => tf.max(tf.abs(tf.sub(tensor, expected.outputs[name]!)))))));
  const [value] = await largest.data();
  tf.dispose([outputs, largest]);
  const idsEqual = same(own.ids, expected.ids) && (model instanceof GPT || same(own.typeIds, expected.typeIds));
  return { idsEqual, textsEqual: same(own.decoded, expected.decoded), largest: value! };
}

/** One line of the report. */
export function comparisonText(what: string, { idsEqual, textsEqual, largest, missing = [] }: Comparison): string {
  return `${what}: ids ${idsEqual ? "equal" : "DIFFER"}, decoded texts ${textsEqual ? "equal" : "DIFFER"}, ` +
    `largest difference in hidden states and logits ${largest.toExponential(1)} (at most ${TOLERANCE})` +
    (missing.length > 0 ? `; parameters MISSING: ${missing.join(", ")}` : "");
}
