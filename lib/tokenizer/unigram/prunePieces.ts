import { trieOf, type ScoredPiece } from "./emStep";
import { viterbiFast } from "./viterbiFast";
import type { PieceUsage } from "./wordLattices";

/**
 * The pieces that the likelihood would miss most; single characters always stay.
 *
 * Without a piece, its second best segmentation would stand in its places. The loss is estimated for each piece by itself:
 * loss = share of the words that have it · (log p(piece) − Σ log p(its replacements)).
 *
 * Source: Kudo 2018, section 3.2; the estimate is SentencePiece's.
 *
 * @param usage of the pieces in the words
 * @param size how many pieces shall stay
 */
export function prunePieces(
  pieces: readonly ScoredPiece[], { counts, wordCounts, words }: PieceUsage, size: number,
): ScoredPiece[] {
  const trie = trieOf(pieces);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const kept: ScoredPiece[] = [];
  const candidates: { entry: ScoredPiece; loss: number }[] = [];
  pieces.forEach((entry, id) => {
    const [piece, score] = entry;
    if ([...piece].length === 1) kept.push(entry);
    if ([...piece].length === 1 || counts[id] === 0) return;
    const others = viterbiFast(piece, trie, { without: id });
    if (score < others.reduce((sum, other) => sum + (trie.scores[other.id] ?? trie.unknown), 0)) return; // never the best way
    const totalWithout = total + counts[id] * (others.length - 1);
    const logWithout = others.reduce((sum, other) => {
      const before = counts[other.id] ?? 0; // a character that EM dropped is no piece now
      return sum + Math.log((before + counts[id]) / totalWithout);
    }, 0);
    candidates.push({ entry, loss: (wordCounts[id] / words) * (Math.log(counts[id] / total) - logWithout) });
  });
  candidates.sort((a, b) => b.loss - a.loss);
  return [...kept, ...candidates.slice(0, Math.max(0, size - kept.length)).map(({ entry }) => entry)];
}
