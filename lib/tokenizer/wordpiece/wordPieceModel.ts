import { shown } from "../../system/shown";
import { requireObject, orderById } from "../jsonParts";
import type { ModelToken, SubwordModel } from "../pipeline/subwordModel";
import { remembering } from "../remembering";
import { longestMatchFirst } from "./longestMatchFirst";

export interface WordPieceSettings {
  /** The token for words that can't be made of others. */
  unknown?: string;
  /** What tokens begin with that don't begin a word. */
  prefix?: string;
  /** Words of more characters are unknown as a whole. */
  longest?: number;
}

/** What can take the place of the model's own function, such as yours: for the prefix ## and the unknown token [UNK]. */
export interface WordPieceParts {
  longestMatchFirst: (word: string, vocabulary: readonly string[]) => string[];
}

/** Turns one word into tokens: the longest match first, or the token for the unknown. */
export class WordPieceModel implements SubwordModel {
  readonly unknownId: number;
  readonly encode: (piece: string) => readonly ModelToken[];
  private readonly settings: Required<WordPieceSettings>;

  /** @throws TypeError where the tokens lack the one for the unknown. */
  constructor(
    readonly tokens: readonly string[], { unknown = "[UNK]", prefix = "##", longest = 100 }: WordPieceSettings = {},
    private readonly parts: Partial<WordPieceParts> = {},
  ) {
    this.settings = { unknown, prefix, longest };
    const ids = new Map(tokens.map((token, id) => [token, id]));
    const unknownId = ids.get(unknown);
    if (unknownId === undefined) {
      throw new TypeError(`the vocabulary lacks ${shown(unknown)}, the token for unknown words: add it, or name another`);
    }
    this.unknownId = unknownId;
    const known = new Set(tokens);
    this.encode = remembering((word) => {
      const found = parts.longestMatchFirst?.(word, tokens) ?? longestMatchFirst(word, known, this.settings);
      if (found.length === 1 && found[0] === unknown) return [{ id: unknownId, start: 0, end: word.length }];
      let end = 0;
      return found.map((token, i) => {
        const start = end;
        end += token.length - (i === 0 ? 0 : prefix.length);
        return { id: ids.get(token)!, start, end };
      });
    });
  }

  /** @throws TypeError where the model contradicts itself, with what was found. */
  static fromJSON(model: Record<string, unknown>): WordPieceModel {
    const tokens = orderById("model.vocab", Object.entries(requireObject("model.vocab", model.vocab)));
    const { unk_token: unknown, continuing_subword_prefix: prefix = "##", max_input_chars_per_word: longest = 100 } = model;
    if (typeof unknown !== "string") throw new TypeError(`model.unk_token is ${shown(unknown)}: expected a text`);
    if (typeof prefix !== "string") throw new TypeError(`model.continuing_subword_prefix is ${shown(prefix)}: expected a text`);
    if (typeof longest !== "number" || !(longest >= 0)) {
      throw new TypeError(`model.max_input_chars_per_word is ${shown(longest)}: expected a number`);
    }
    return new WordPieceModel(tokens, { unknown, prefix, longest });
  }

  without(ids: ReadonlySet<number>): WordPieceModel {
    const { unknown } = this.settings;
    return new WordPieceModel(this.tokens.map((token, id) => (ids.has(id) && token !== unknown ? "" : token)),
      this.settings, this.parts);
  }

  toJSON(): object {
    return {
      type: "WordPiece",
      unk_token: this.settings.unknown,
      continuing_subword_prefix: this.settings.prefix,
      max_input_chars_per_word: this.settings.longest,
      vocab: Object.fromEntries(this.tokens.map((token, id) => [token, id])),
    };
  }
}
