import * as tf from "@tensorflow/tfjs-core";
import type { LanguageModel } from "byhand";

/**
 * A model that is a tree: the chances of the next token, from the whole text so far.
 *
 * It counts its calls and the rows of each; the cache is only a count of columns, since it must see whole texts: use it
 * with `cache: false`.
 */
export function treeModel(
  chances: (text: number[]) => number[],
  { contextLength = 50, vocabularySize }: { contextLength?: number; vocabularySize: number },
): LanguageModel & { rows: number[] } {
  const rows: number[] = [];
  return {
    config: { contextLength, vocabularySize },
    rows,
    newCache: () => [],
    forward: (ids) => {
      const texts = ids.arraySync() as number[][];
      rows.push(texts.length);
      const time = texts[0]!.length;
      // Only the last position's scores are looked at.
      const logits = texts.map((text) => Array(time).fill(chances(text).map((chance) => Math.log(chance))));
      return { logits: tf.tensor3d(logits, [texts.length, time, vocabularySize]) };
    },
  };
}

/** Every text of at most `depth` tokens, ended by the stopping tokens or the depth, with its probability. */
export function everyText(
  chances: (text: number[]) => number[],
  { prompt, depth, stop }: { prompt: number[]; depth: number; stop: readonly number[] },
): { ids: number[]; probability: number }[] {
  const from = (ids: number[], probability: number): { ids: number[]; probability: number }[] => {
    if (ids.length === depth || (ids.length > 0 && stop.includes(ids.at(-1)!))) return [{ ids, probability }];
    return chances([...prompt, ...ids]).flatMap((chance, id) => (chance > 0 ? from([...ids, id], probability * chance) : []));
  };
  return from([], 1);
}
