/**
 * Pieces by their beginnings: from a place in a text, all pieces that begin there are found in one walk.
 *
 * A node is a beginning that some piece has; from each a UTF-16 unit leads to the node of the longer beginning.
 */
export class PieceTrie {
  private readonly next = new Map<number, number>(); // node · 2¹⁶ + unit → node
  private readonly pieceAt: number[] = [-1]; // by node; −1 where no piece ends
  /** The logarithm of each piece's probability, by its number. */
  readonly scores: Float64Array;
  readonly unknown: number;

  /** @param unknown the score of a character that is no piece */
  constructor(pieces: readonly string[], scores: ArrayLike<number>, unknown: number) {
    this.scores = Float64Array.from(scores);
    this.unknown = unknown;
    pieces.forEach((piece, id) => {
      let node = 0;
      for (let i = 0; i < piece.length; i++) {
        const key = node * 0x10000 + piece.charCodeAt(i);
        const known = this.next.get(key);
        node = known ?? this.pieceAt.push(-1) - 1;
        if (known === undefined) this.next.set(key, node);
      }
      if (node > 0) this.pieceAt[node] = id; // of two with the same text the last, as in a dictionary
    });
  }

  /**
   * Calls `found` for each piece that the text has at `start`, the shortest first; where none is a single character, at last
   * for that character with the id −1.
   */
  forEachAt(text: string, start: number, found: (end: number, id: number, score: number) => void): void {
    const character = start + (text.codePointAt(start)! > 0xffff ? 2 : 1);
    let single = false;
    let node: number | undefined = 0;
    for (let at = start; at < text.length; ) {
      node = this.next.get(node * 0x10000 + text.charCodeAt(at++));
      if (node === undefined) break;
      const id = this.pieceAt[node];
      if (id < 0) continue;
      if (at === character) single = true;
      found(at, id, this.scores[id]);
    }
    if (!single) found(character, -1, this.unknown);
  }
}
