/**
 * A seeded generator of random numbers on the host, so that a run can be repeated and resumed.
 *
 * xoshiro128** by Blackman and Vigna (https://prng.di.unimi.it, "Scrambled linear pseudorandom number generators",
 * 2021): 128 bits of state, seeded by SplitMix32 so that neighbouring seeds give unrelated streams.
 */
export class Random {
  private readonly words = new Uint32Array(4);

  /** @throws RangeError where the seed is not a whole number from 0 to 2³² − 1. */
  constructor(seed: number) {
    if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff) {
      throw new RangeError(`seed is ${seed}: give a whole number from 0 to 4294967295`);
    }
    let z = seed;
    for (let i = 0; i < 4; i++) {
      z = (z + 0x9e3779b9) >>> 0;
      this.words[i] = splitMix32(z);
    }
  }

  /** The next 32 random bits as a whole number from 0 to 2³² − 1. */
  bits(): number {
    const s = this.words;
    const result = Math.imul(rotateLeft(Math.imul(s[1], 5), 7), 9) >>> 0;
    const t = s[1] << 9;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotateLeft(s[3], 11);
    return result;
  }

  /** A number from [0, 1) with 53 random bits, all that a double can hold. */
  uniform(): number {
    const high = this.bits() >>> 5;
    const low = this.bits() >>> 6;
    return (high * 2 ** 26 + low) / 2 ** 53;
  }

  /** A standard normal number: √(−2 ln u) cos 2πv (Box and Muller, 1958). */
  normal(): number {
    const u = 1 - this.uniform(); // (0, 1]: the logarithm stays finite
    return Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * this.uniform());
  }

  /**
   * A whole number from 0 to `below` − 1.
   * @throws RangeError where `below` is not a positive whole number up to 2³².
   */
  integer(below: number): number {
    if (!Number.isInteger(below) || below < 1 || below > 2 ** 32) {
      throw new RangeError(`below is ${below}: give a whole number from 1 to 4294967296`);
    }
    return Math.floor(this.uniform() * below);
  }

  /**
   * One of the items, with chances in proportion to the weights (equal chances without them).
   * @throws RangeError where there is nothing to choose from, or the weights do not fit.
   */
  choice<T>(items: readonly T[], weights?: ArrayLike<number>): T {
    if (items.length === 0) throw new RangeError("items is empty: there is nothing to choose from");
    if (!weights) return items[this.integer(items.length)];
    if (weights.length !== items.length) {
      throw new RangeError(`weights has ${weights.length} entries for ${items.length} items: give one for each`);
    }
    let total = 0;
    for (let i = 0; i < weights.length; i++) {
      if (!(weights[i] >= 0 && weights[i] < Infinity)) {
        throw new RangeError(`weights[${i}] is ${weights[i]}: a weight is a finite number that is not negative`);
      }
      total += weights[i];
    }
    if (total === 0) throw new RangeError("weights are all zero: at least one must be positive");
    return items[weightedIndex(weights, this.uniform() * total)];
  }

  /** The items in a random order, as a new array (Fisher and Yates). */
  shuffle<T>(items: readonly T[]): T[] {
    const shuffled = items.slice();
    for (let i = shuffled.length - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      [shuffled[i], shuffled[j]] = [shuffled[j], shuffled[i]];
    }
    return shuffled;
  }

  /** All that is needed to go on from here later: four 32-bit words. */
  state(): number[] {
    return Array.from(this.words);
  }

  /**
   * A generator that goes on where {@link state} was taken.
   * @throws RangeError where the state is not four 32-bit words, at least one of them non-zero.
   */
  static fromState(state: readonly number[]): Random {
    if (!isRandomState(state)) {
      throw new RangeError(`state is [${state.join(", ")}]: expected four 32-bit words, not all zero, from state()`);
    }
    const random = new Random(0);
    random.words.set(state);
    return random;
  }

  /** An independent stream for one purpose; it depends on this state and the label and leaves this stream as it is. */
  fork(label: string): Random {
    let hash = 0x811c9dc5; // FNV-1a over the label's UTF-16 units
    for (let i = 0; i < label.length; i++) hash = Math.imul(hash ^ label.charCodeAt(i), 0x01000193) >>> 0;
    for (const word of this.words) hash = splitMix32((hash ^ word) >>> 0);
    return new Random(hash);
  }
}

/** Whether this is what {@link Random.state} gives: four 32-bit words, at least one of them non-zero. */
export function isRandomState(state: unknown): boolean {
  const isWord = (word: unknown): boolean => Number.isInteger(word) && Number(word) >= 0 && Number(word) <= 0xffffffff;
  return Array.isArray(state) && state.length === 4 && state.every(isWord) && state.some((word) => word !== 0);
}

/**
 * The first index at which the running sum of the weights exceeds `position`; one of weight 0 is never given.
 *
 * With `position` uniform on [0, Σ weights), index i comes up in proportion to its weight (inverse transform sampling).
 */
export function weightedIndex(weights: ArrayLike<number>, position: number): number {
  let left = position;
  let last = 0;
  for (let i = 0; i < weights.length; i++) {
    if (weights[i] === 0) continue;
    if (left < weights[i]) return i;
    left -= weights[i];
    last = i;
  }
  return last; // rounding used up the last sliver
}

function splitMix32(value: number): number {
  let z = value;
  z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
  z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
  return (z ^ (z >>> 16)) >>> 0;
}

function rotateLeft(word: number, bits: number): number {
  return ((word << bits) | (word >>> (32 - bits))) >>> 0;
}
