import type { PieceTrie } from "./pieceTrie";

/** A piece of a text from `start` to `end`; its id is −1 where it is a character that is no piece. */
export interface FoundPiece {
  id: number;
  start: number;
  end: number;
}

/**
 * What `viterbi` gives, with all pieces at a place found in one walk through a tree.
 * @param without the number of a piece that shall not be used
 */
export function viterbiFast(text: string, trie: PieceTrie, { without }: { without?: number } = {}): FoundPiece[] {
  const best = new Float64Array(text.length + 1).fill(-Infinity);
  const lastStart = new Int32Array(text.length + 1);
  const lastId = new Int32Array(text.length + 1);
  best[0] = 0;
  for (let start = 0; start < text.length; start++) {
    const soFar = best[start];
    if (soFar === -Infinity) continue;
    trie.forEachAt(text, start, (end, id, score) => {
      if (soFar + score <= best[end] || id === without) return;
      best[end] = soFar + score;
      lastStart[end] = start;
      lastId[end] = id;
    });
  }
  const pieces: FoundPiece[] = [];
  for (let end = text.length; end > 0; end = lastStart[end]) pieces.push({ id: lastId[end], start: lastStart[end], end });
  return pieces.reverse();
}
