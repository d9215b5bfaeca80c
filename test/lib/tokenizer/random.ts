import { createHash } from "node:crypto";

/** The pools of test/oracles/texts.py; the two files make the same texts. */
const POOLS = [
  "the cat sat, don't! Ärger Ñandú naïve Straße ΣΊΣΥΦΟΣ İstanbul ",
  "e\u0301e\u0323\u0301 q\u0307\u0323 \u1100\u1161\u11a8각 ㄱㅏ ｶﾞ ﾊﾟ ﬁ ½ ① ㌔ ế ḍ̇ ",
  "漢字かな交じり文 한국어 русский язык ภาษาไทย हिन्दी עִבְרִית العَرَبِيَّة ",
  "0123456789 .,;:!?()[]{}«»„“—…'\"#$%&@`~^|\\/<>=+-_* ",
  " \t\n\r\x0b\x0c\x85\xa0\u2028\u3000\u200b\ufeff\xad\x00\x01\x7f\ufffd ",
  "👍🏽👩‍👧🇫🇷☕️𠮷𝔘𝟘\u{105d2}\u0307 ▁ ## [UNK] ",
].map((pool) => [...pool]);

/** The linear congruential generator of test/oracles/texts.py. */
function numbers(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 8) % limit;
  };
}

/** Strings of fewer than 20 characters of an alphabet, from `random_strings` of test/oracles/texts.py. */
export function randomStrings(seed: number, count: number, alphabet: string): string[] {
  const below = numbers(seed);
  return Array.from({ length: count }, () => Array.from({ length: below(20) }, () => alphabet[below(alphabet.length)]).join(""));
}

/** One to three stretches of a text, from `random_slices` of test/oracles/texts.py. */
export function randomSlices(seed: number, count: number, text: string): string[] {
  const below = numbers(seed);
  const characters = [...text];
  return Array.from({ length: count }, () => Array.from({ length: 1 + below(3) }, () => {
    const [start, length] = [below(characters.length), below(31)];
    return characters.slice(start, start + length).join("");
  }).join(""));
}

/** Texts of up to 40 characters from `random_texts` of test/oracles/texts.py. */
export function randomTexts(seed: number, count: number): string[] {
  const below = numbers(seed);
  return Array.from({ length: count }, () => {
    const pools = [POOLS[below(POOLS.length)], POOLS[below(POOLS.length)]];
    let text = "";
    for (let left = below(41); left > 0; left--) {
      if (below(12) === 0) {
        const point = below(3) === 0 ? below(0x110000) : below(0x3000);
        text += point >= 0xd800 && point < 0xe000 ? "a" : String.fromCodePoint(point);
      } else {
        const pool = pools[below(2)];
        text += pool[below(pool.length)];
      }
    }
    return text;
  });
}

export const digest = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 12);

/** One digest for each hundred values, each a list of whole numbers. */
export function digests(values: readonly (readonly number[])[], size = 100): string[] {
  const found: string[] = [];
  for (let i = 0; i < values.length; i += size) {
    found.push(digest(values.slice(i, i + size).map((value) => value.join(",")).join("\n")));
  }
  return found;
}

/** Counts characters up to each UTF-16 place, as Python counts them. */
export function pointPlaces(text: string): number[] {
  const places: number[] = [];
  let count = 0;
  for (const character of text) {
    for (let i = 0; i < character.length; i++) places.push(count);
    count++;
  }
  return [...places, count];
}
