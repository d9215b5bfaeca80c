import { shown } from "../system/shown";
import { codePointName, UNKNOWN_CHARACTER } from "./codePoints";

/** How Python's `tokenizers` is told to take every code point, line ends too, for one token. */
const EVERY_CHARACTER = {
  type: "Split",
  pattern: { Regex: "[\\s\\S]" },
  behavior: "Isolated",
  invert: false,
} as const;

/**
 * A `tokenizer.json` for one token per character.
 *
 * The model is `WordLevel` on a text split at each character; the decoder `Fuse` joins without spaces. Where the
 * characters lack U+FFFD, Python refuses unknown characters as we do ("Missing … token from the vocabulary").
 */
export function tokenizerJson(characters: readonly string[]): object {
  return {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: [],
    normalizer: null,
    pre_tokenizer: EVERY_CHARACTER,
    post_processor: null,
    decoder: { type: "Fuse" },
    model: {
      type: "WordLevel",
      vocab: Object.fromEntries(characters.map((character, id) => [character, id])),
      unk_token: UNKNOWN_CHARACTER,
    },
  };
}

/**
 * The characters of such a JSON in the order of their ids.
 * @throws TypeError where a part differs, with what was found in its place.
 */
export function charactersOf(json: unknown): string[] {
  const found = requireObject("tokenizer.json", json);
  const model = requireObject("model", found.model);
  expectPart("model.type", model.type, "WordLevel");
  expectPart("model.unk_token", model.unk_token, UNKNOWN_CHARACTER);
  for (const name of ["normalizer", "post_processor", "truncation", "padding"]) {
    expectPart(name, found[name] ?? null, null);
  }
  expectPart("added_tokens", found.added_tokens ?? [], []);
  expectPart("pre_tokenizer", found.pre_tokenizer, EVERY_CHARACTER);
  expectPart("decoder", found.decoder, { type: "Fuse" });
  return orderById(requireObject("model.vocab", model.vocab));
}

function orderById(vocabulary: Record<string, unknown>): string[] {
  const entries = Object.entries(vocabulary);
  if (entries.length === 0) throw new TypeError("model.vocab is empty: expected at least one character");
  const characters: string[] = new Array(entries.length);
  for (const [character, id] of entries) {
    if ([...character].length !== 1 || /\p{Surrogate}/u.test(character)) {
      throw new TypeError(
        `model.vocab has the token ${shown(character)}: expected single characters; this is no character tokenizer`,
      );
    }
    const name = `model.vocab[${codePointName(character)}]`;
    if (typeof id !== "number" || !Number.isInteger(id) || id < 0 || id >= entries.length) {
      throw new TypeError(`${name} is ${shown(id)}: expected a whole number from 0 to ${entries.length - 1}`);
    }
    if (characters[id] !== undefined) {
      throw new TypeError(`${name} is ${id}, and so is that of ${codePointName(characters[id])}: ids must differ`);
    }
    characters[id] = character;
  }
  return characters;
}

function requireObject(name: string, value: unknown): Record<string, unknown> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new TypeError(`${name} is ${shown(value)}: expected an object as CharTokenizer.toJSON() makes it`);
}

function expectPart(name: string, value: unknown, expected: unknown): void {
  if (canonical(value) === canonical(expected)) return;
  throw new TypeError(
    `${name} is ${shown(value)}: a character tokenizer has ${shown(expected)}. Is the file of another kind of tokenizer?`,
  );
}

/** JSON with sorted keys, so that equal parts give equal text. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  ) ?? "undefined";
}
