import { charactersOf, charTokenizerJson } from "./charTokenizerJson";
import { codePointName, requireWellFormed, UNKNOWN_CHARACTER } from "./codePoints";
import { assemble } from "./encoding/assemble";
import { emptyEncoding, pushToken, type Encoding } from "./encoding/encoding";
import { idOfToken } from "./encoding/padding";
import { PLAIN_TEMPLATE } from "./encoding/template";
import { tokenAt } from "./tokenAt";
import type { EncodingOptions, Tokenizer } from "./tokenizer";

/**
 * One token for each character, a character being a Unicode code point: `"né👍" → ["n", "é", "👍"]`.
 *
 * An emoji joined from several code points is several tokens, and nothing is normalized, so that
 * `decode(encode(text)) === text` for every text made of known characters.
 */
export class CharTokenizer implements Tokenizer {
  private readonly ids: Map<string, number>;
  readonly unknownId: number | undefined;

  private constructor(private readonly characters: readonly string[]) {
    this.ids = new Map(characters.map((character, id) => [character, id]));
    this.unknownId = this.ids.get(UNKNOWN_CHARACTER);
  }

  /**
   * A tokenizer for the characters of this text, in the order of their code points.
   *
   * @param unknown Whether id 0 stands for unknown characters, which decode to "\uFFFD" (�);
   * without it `encode` refuses them.
   * @throws RangeError for an empty text, and for half of a surrogate pair (broken UTF-16).
   */
  static train(text: string, { unknown = false }: { unknown?: boolean } = {}): CharTokenizer {
    requireWellFormed(text);
    if (text.length === 0) {
      throw new RangeError("text is empty: give the text whose characters the tokenizer shall know");
    }
    const known = new Set(text);
    if (known.delete(UNKNOWN_CHARACTER) && !unknown) {
      throw new RangeError(
        `text holds ${codePointName(UNKNOWN_CHARACTER)}, the sign of a text that was decoded wrongly: ` +
          "mend the text, or train with { unknown: true } to have that character stand for unknown ones",
      );
    }
    const sorted = [...known].sort((a, b) => a.codePointAt(0)! - b.codePointAt(0)!);
    return new CharTokenizer(unknown ? [UNKNOWN_CHARACTER, ...sorted] : sorted);
  }

  /**
   * The tokenizer that {@link toJSON} described.
   * @throws TypeError where the JSON is no character tokenizer, with what was found in its place.
   */
  static fromJSON(json: unknown): CharTokenizer {
    return new CharTokenizer(charactersOf(json));
  }

  get vocabularySize(): number {
    return this.characters.length;
  }

  /**
   * The id of each character.
   * @throws RangeError for a character outside the vocabulary, with its position counted in characters from 0.
   */
  encode(text: string): number[] {
    requireWellFormed(text);
    const ids: number[] = [];
    for (const character of text) {
      const id = this.ids.get(character) ?? this.unknownId;
      if (id === undefined) {
        throw new RangeError(
          `text has ${codePointName(character)} at position ${ids.length}, which is none of the ` +
            `${this.vocabularySize} characters that this tokenizer knows: remove it, ` +
            "or train the tokenizer with { unknown: true }",
        );
      }
      ids.push(id);
    }
    return ids;
  }

  /** @throws as {@link encode}; RangeError where truncation or padding can't be done as asked. */
  encodeWithOffsets(text: string, { pair, truncation = null, padding = null }: EncodingOptions = {}): Encoding {
    const second = pair === undefined ? undefined : this.encodeText(pair, 1);
    return assemble([this.encodeText(text, 0), second], {
      template: PLAIN_TEMPLATE, addSpecialTokens: false, truncation, padding, idOf: (token) => idOfToken(this, token),
    });
  }

  private encodeText(text: string, sequence: 0 | 1): Encoding {
    const encoding = emptyEncoding();
    let at = 0;
    this.encode(text).forEach((id, word) => {
      const end = at + (text.codePointAt(at)! > 0xffff ? 2 : 1);
      const token = this.characters[id];
      pushToken(encoding, { id, token, typeId: sequence, attention: 1, special: 0, offsets: [at, end], word, sequence });
      at = end;
    });
    return encoding;
  }

  /**
   * The characters of these ids, joined.
   * @throws RangeError for an id outside the vocabulary.
   */
  decode(ids: ArrayLike<number>): string {
    let text = "";
    for (let i = 0; i < ids.length; i++) text += tokenAt(this.characters, ids[i], `ids[${i}]`);
    return text;
  }

  /** @throws RangeError for an id outside the vocabulary. */
  token(id: number): string {
    return tokenAt(this.characters, id);
  }

  toJSON(): object {
    return charTokenizerJson(this.characters);
  }
}
