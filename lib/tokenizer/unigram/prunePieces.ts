import { trieOf, type ScoredPiece } from "./emStep";
import { nBest } from "./nBest";
import { viterbiFast } from "./viterbiFast";

/**
 * The pieces that the likelihood would miss most; single characters always stay.
 *
 * Without a piece, its second best segmentation would stand in its places. The loss is estimated for each piece by itself:
 * loss = share of the words that have it · (log p(piece) − Σ log p(its replacements)).
 *
 * Source: Kudo 2018, section 3.2; the estimate is SentencePiece's.
 *
 * @param size how many pieces shall stay
 */
export function prunePieces(pieces: readonly ScoredPiece[], words: ReadonlyMap<string, number>, size: number): ScoredPiece[] {
  const trie = trieOf(pieces);
  const scores = new Map(pieces);
  const idOf = new Map(pieces.map(([piece], id) => [piece, id]));
  const counts = new Float64Array(pieces.length); // in the best segmentations
  const wordCounts = new Float64Array(pieces.length); // how many words have the piece
  let allWords = 0;
  for (const [word, count] of words) {
    allWords += count;
    const found = viterbiFast(word, trie).map(({ id }) => id).filter((id) => id >= 0);
    for (const id of found) counts[id] += count;
    for (const id of new Set(found)) wordCounts[id] += count;
  }
  const total = counts.reduce((sum, count) => sum + count, 0);
  const kept: ScoredPiece[] = [];
  const candidates: { entry: ScoredPiece; loss: number }[] = [];
  pieces.forEach((entry, id) => {
    const [best, second] = segmentations(entry[0], scores, trie.unknown);
    if (second === undefined) {
      kept.push(entry); // one character: nothing else can stand for it
    } else if (best.length === 1 && counts[id] > 0) {
      const totalWithout = total + counts[id] * (second.length - 1);
      const logWithout = second.reduce((sum, piece) => {
        const before = counts[idOf.get(piece) ?? -1] ?? 0; // a character that EM dropped is no piece now
        return sum + Math.log((before + counts[id]) / totalWithout);
      }, 0);
      const loss = (wordCounts[id] / allWords) * (Math.log(counts[id] / total) - logWithout);
      candidates.push({ entry, loss });
    }
  });
  candidates.sort((a, b) => b.loss - a.loss);
  return [...kept, ...candidates.slice(0, Math.max(0, size - kept.length)).map(({ entry }) => entry)];
}

/** The two best ways to cut a piece itself; a single character has one. */
function segmentations(piece: string, scores: ReadonlyMap<string, number>, unknown: number): string[][] {
  return [...piece].length === 1 ? [[piece]] : nBest(piece, scores, 2, unknown).map(({ pieces }) => pieces);
}
