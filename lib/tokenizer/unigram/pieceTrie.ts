import { PairTable } from "../bpe/pairTable";

/**
 * Pieces by their beginnings: from a place in a text, all pieces that begin there are found in one walk.
 *
 * A node is a beginning that some piece has; from each a UTF-16 unit leads to the node of the longer beginning.
 */
export class PieceTrie {
  /** The pair of a node and a unit has the number of the longer beginning's node, less one: the root is 0. */
  private readonly next = new PairTable();
  private readonly pieceAt: Int32Array; // by node; −1 where no piece ends
  /** The logarithm of each piece's probability, by its number. */
  readonly scores: Float64Array;
  readonly unknown: number;

  /** @param unknown the score of a character that is no piece */
  constructor(pieces: readonly string[], scores: ArrayLike<number>, unknown: number) {
    this.scores = Float64Array.from(scores);
    this.unknown = unknown;
    const ends = pieces.map((piece) => {
      let node = 0;
      for (let i = 0; i < piece.length; i++) node = this.next.add(node, piece.charCodeAt(i)) + 1;
      return node;
    });
    this.pieceAt = new Int32Array(this.next.size + 1).fill(-1);
    ends.forEach((node, id) => (this.pieceAt[node] = id)); // of two with the same text the last, as in a dictionary
    this.pieceAt[0] = -1; // a piece without text is never found
  }

  /**
   * Calls `found` for each piece that the text has at `start`, the shortest first; where none is a single character, at last
   * for that character with the id −1.
   */
  forEachAt(text: string, start: number, found: (end: number, id: number, score: number) => void): void {
    const character = start + (text.codePointAt(start)! > 0xffff ? 2 : 1);
    let single = false;
    let node = 0;
    for (let at = start; at < text.length; ) {
      node = this.next.find(node, text.charCodeAt(at++)) + 1;
      if (node === 0) break;
      const id = this.pieceAt[node];
      if (id < 0) continue;
      if (at === character) single = true;
      found(at, id, this.scores[id]);
    }
    if (!single) found(character, -1, this.unknown);
  }
}
