import * as tf from "@tensorflow/tfjs-core";
import { distance } from "fastest-levenshtein";
import { shown } from "../system/shown";
import { requireRank, requireTensor } from "../tensor/checks";
import { analogy, nearestNeighbours, type Neighbours } from "./neighbours";

/** A word and the cosine between its vector and the one that was asked for. */
export interface Neighbour {
  word: string;
  similarity: number;
}

/** Words with their vectors. */
export class WordVectors {
  private readonly idOf: ReadonlyMap<string, number>;
  private checked: Promise<void> | null = null;

  /**
   * @param words  row i of the matrix belongs to word i
   * @param matrix [words, hidden], float32; it belongs to this object from now on
   * @throws RangeError, TypeError where words and rows differ in number, or a word occurs twice.
   */
  constructor(readonly words: readonly string[], readonly matrix: tf.Tensor2D) {
    requireTensor("matrix", matrix, "float32");
    requireRank("matrix", matrix, 2, 2);
    if (words.length !== matrix.shape[0]) {
      throw new RangeError(
        `words has ${words.length} entries but matrix ${matrix.shape[0]} rows: give a word for each row`,
      );
    }
    this.idOf = new Map(words.map((word, id) => [word, id]));
    const twice = words.find((word, id) => this.idOf.get(word) !== id);
    if (twice !== undefined) throw new RangeError(`words has ${shown(twice)} twice: give each word one row`);
    tf.keep(matrix);
  }

  has(word: string): boolean {
    return this.idOf.has(word);
  }

  /** The row of a word. @throws RangeError for an unknown word, with those that are spelled most like it. */
  id(word: string): number {
    const id = this.idOf.get(word);
    if (id !== undefined) return id;
    const alike = [...this.words].sort((a, b) => distance(a, String(word)) - distance(b, String(word))).slice(0, 3);
    throw new RangeError(
      `${shown(word)} is none of the ${this.words.length} words: spelled most like it are ${alike.join(", ")}`,
    );
  }

  /** @throws RangeError as {@link id}. */
  ids(words: readonly string[]): number[] {
    return words.map((word) => this.id(word));
  }

  /** The vectors of some words, or of all, as plain numbers, [words][hidden]. @throws RangeError as {@link id}. */
  async rows(words: readonly string[] = this.words): Promise<number[][]> {
    const chosen = tf.tidy(() => tf.gather(this.matrix, tf.tensor1d(this.ids(words), "int32")));
    const rows = await chosen.array();
    chosen.dispose();
    return rows;
  }

  /**
   * The words whose vectors have the nearest directions, the nearest first; see {@link nearestNeighbours}.
   * @throws RangeError for an unknown word, a count that is too large, or a vector of zeros.
   */
  async nearest(word: string, options: { count?: number } = {}): Promise<Neighbour[]> {
    return this.named(() => nearestNeighbours(this.matrix, this.id(word), options));
  }

  /**
   * "a is to b as c is to …": the best answers, the best first; see {@link analogy}.
   * @throws RangeError as {@link nearest}.
   */
  async analogy(a: string, b: string, c: string, options: { count?: number } = {}): Promise<Neighbour[]> {
    return this.named(() => analogy(this.matrix, [this.id(a), this.id(b), this.id(c)], options));
  }

  /** @throws RangeError that names a word whose vector has no direction: all zeros, or no finite numbers. */
  async requireDirections(): Promise<void> {
    await (this.checked ??= this.checkDirections());
  }

  /** Frees the matrix. */
  dispose(): void {
    this.matrix.dispose();
  }

  private async checkDirections(): Promise<void> {
    const largest = tf.tidy(() => tf.max(tf.abs(this.matrix), 1)); // [words]
    const values = await largest.data();
    largest.dispose();
    const wrong = values.findIndex((value) => !(value > 0 && value < Infinity));
    if (wrong < 0) return;
    const what = values[wrong] === 0 ? "zeros" : "numbers that are not finite";
    throw new RangeError(`the vector of ${shown(this.words[wrong])} has ${what}, so no direction: leave the word out`);
  }

  private async named(find: () => Neighbours): Promise<Neighbour[]> {
    await this.requireDirections();
    const found = find();
    const [ids, similarities] = await Promise.all([found.ids.data(), found.similarities.data()]);
    tf.dispose(found);
    return Array.from(ids, (id, i) => ({ word: this.words[id], similarity: similarities[i] }));
  }
}
