import { shown } from "../system/shown";
import { UNKNOWN_CHARACTER } from "./codePoints";
import { expectPart, orderById, requireObject, sameJson } from "./jsonParts";

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
export function charTokenizerJson(characters: readonly string[]): object {
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

/** Whether the text is split at each character, which makes words of WordLevel's model characters. */
export function isCharacterTokenizer(json: unknown): boolean {
  const { model, pre_tokenizer: cutter } = requireObject("tokenizer.json", json);
  return requireObject("model", model).type === "WordLevel" && sameJson(cutter, EVERY_CHARACTER);
}

/**
 * The characters of such a JSON in the order of their ids.
 * @throws TypeError where a part differs, with what was found in its place.
 */
export function charactersOf(json: unknown): string[] {
  const found = requireObject("tokenizer.json", json);
  const model = requireObject("model", found.model);
  const expect = (name: string, value: unknown, expected: unknown): void =>
    expectPart("a character tokenizer", name, value, expected);
  expect("model.type", model.type, "WordLevel");
  expect("model.unk_token", model.unk_token, UNKNOWN_CHARACTER);
  for (const name of ["normalizer", "truncation", "padding"]) expect(name, found[name] ?? null, null);
  if (!isEmptyTemplate(found.post_processor)) expect("post_processor", found.post_processor ?? null, null);
  expect("added_tokens", found.added_tokens ?? [], []);
  expect("pre_tokenizer", found.pre_tokenizer, EVERY_CHARACTER);
  expect("decoder", found.decoder, { type: "Fuse" });
  const entries = Object.entries(requireObject("model.vocab", model.vocab));
  if (entries.length === 0) throw new TypeError("model.vocab is empty: expected at least one character");
  for (const [character] of entries) {
    if ([...character].length === 1 && !/\p{Surrogate}/u.test(character)) continue;
    throw new TypeError(
      `model.vocab has the token ${shown(character)}: expected single characters; this is no character tokenizer`,
    );
  }
  return orderById("model.vocab", entries);
}

/** Whether this puts nothing around a text: so `transformers` 5 writes "no post-processor". */
function isEmptyTemplate(json: unknown): boolean {
  const { type, single } = (json ?? {}) as { type?: unknown; single?: unknown };
  return type === "TemplateProcessing" && JSON.stringify(single) === '[{"Sequence":{"id":"A","type_id":0}}]';
}
