const EMPTY = -1;

/**
 * Numbers the different pairs of token ids that it is shown, from 0 in the order of their coming.
 *
 * A hash table with open addressing, of numbers only: a `Map` would need a text or a large number for each pair, and make
 * it anew for each question. It is the innermost part of training and of encoding.
 */
export class PairTable {
  readonly left: number[] = [];
  readonly right: number[] = [];
  /** The pair's number in each place; at most half of the places are taken, so that a search ends soon. */
  private places = new Int32Array(1024).fill(EMPTY);

  get size(): number {
    return this.left.length;
  }

  /** The pair's number, or −1 for one that was never added. */
  find(left: number, right: number): number {
    return this.places[this.place(left, right)];
  }

  /** The pair's number, a new one for a pair that was never added before. */
  add(left: number, right: number): number {
    const place = this.place(left, right);
    if (this.places[place] !== EMPTY) return this.places[place];
    const number = this.left.push(left) - 1;
    this.right.push(right);
    this.places[place] = number;
    if (2 * this.size > this.places.length) this.grow();
    return number;
  }

  /** Where the pair is, or the empty place where it would be. */
  private place(left: number, right: number): number {
    const mask = this.places.length - 1;
    // Multiplying by large odd numbers mixes the lower bits into the upper ones, which the shift brings down.
    const hash = Math.imul(left, 0x9e3779b1) ^ Math.imul(right, 0x85ebca6b);
    let place = (hash ^ (hash >>> 15)) & mask;
    for (;;) {
      const number = this.places[place];
      if (number === EMPTY || (this.left[number] === left && this.right[number] === right)) return place;
      place = (place + 1) & mask;
    }
  }

  private grow(): void {
    this.places = new Int32Array(2 * this.places.length).fill(EMPTY);
    for (let number = 0; number < this.size; number++) {
      this.places[this.place(this.left[number], this.right[number])] = number;
    }
  }
}
