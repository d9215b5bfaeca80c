import { PieceTrie } from "./pieceTrie";

/** Where pieces end in words: all places of all pieces, in lists of numbers. */
export class PiecePlaces {
  /** Word w has the ends ends[w] to ends[w + 1]: one behind each UTF-16 unit. */
  readonly ends: Int32Array;
  /** At end e the pieces found[before[e]] to found[before[e + 1]] end, the longest first. */
  readonly before: Int32Array;
  /** The piece at each place, by its number. */
  found: Int32Array;
  /** How many UTF-16 units the piece at each place has. */
  lengths: Uint16Array;
  /** How many the longest word has. */
  readonly longest: number;

  /** @param pieces every character of the words among them */
  constructor(words: readonly string[], pieces: readonly string[]) {
    const [ends, before, found, lengths]: number[][] = [[0], [0], [], []];
    const trie = new PieceTrie(pieces, pieces.map(() => 0), 0);
    for (const word of words) {
      const endingAt: number[][] = Array.from({ length: word.length }, () => []);
      for (let start = 0; start < word.length; start += word.codePointAt(start)! > 0xffff ? 2 : 1) {
        trie.forEachAt(word, start, (end, number) => endingAt[end - 1].push(number, end - start));
      }
      for (const pairs of endingAt) {
        for (let i = 0; i < pairs.length; i += 2) lengths[found.push(pairs[i]) - 1] = pairs[i + 1];
        before.push(found.length);
      }
      ends.push(before.length - 1);
    }
    this.longest = words.reduce((longest, word) => Math.max(longest, word.length), 0);
    this.ends = Int32Array.from(ends);
    this.before = Int32Array.from(before);
    this.found = Int32Array.from(found);
    this.lengths = Uint16Array.from(lengths);
  }

  /** Forgets the places of all pieces but these. */
  keep(pieces: ReadonlySet<number>): void {
    let [from, to] = [0, 0];
    for (let end = 1; end < this.before.length; end++) {
      for (const next = this.before[end]; from < next; from++) {
        if (!pieces.has(this.found[from])) continue;
        this.found[to] = this.found[from];
        this.lengths[to++] = this.lengths[from];
      }
      this.before[end] = to;
    }
    this.found = this.found.slice(0, to);
    this.lengths = this.lengths.slice(0, to);
  }
}
