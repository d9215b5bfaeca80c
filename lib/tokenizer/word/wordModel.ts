import { shown } from "../../system/shown";
import { orderById, requireObject } from "../jsonParts";
import type { ModelToken, SubwordModel } from "../pipeline/subwordModel";

/** Whole words, and one token for all that are unknown. */
export class WordModel implements SubwordModel {
  readonly unknownId: number | undefined;
  private readonly ids: ReadonlyMap<string, number>;

  constructor(readonly tokens: readonly string[], private readonly unknown = "[UNK]") {
    this.ids = new Map(tokens.map((token, id) => [token, id]));
    this.unknownId = this.ids.get(unknown);
  }

  /** @throws RangeError for an unknown word where the vocabulary has no token for such. */
  encode(piece: string): readonly ModelToken[] {
    const id = this.ids.get(piece) ?? this.unknownId; // tokens taken out by `without` have no text, and no piece has none
    if (id !== undefined) return [{ id, start: 0, end: piece.length }];
    throw new RangeError(`text has ${shown(piece)}, which is no word of the vocabulary, and that lacks ${shown(this.unknown)}, too`);
  }

  /** @throws TypeError where the model contradicts itself, with what was found. */
  static fromJSON(model: Record<string, unknown>): WordModel {
    const tokens = orderById("model.vocab", Object.entries(requireObject("model.vocab", model.vocab)));
    const { unk_token: unknown } = model;
    if (typeof unknown === "string") return new WordModel(tokens, unknown);
    throw new TypeError(`model.unk_token is ${shown(unknown)}: expected a text`);
  }

  without(ids: ReadonlySet<number>): WordModel {
    return new WordModel(this.tokens.map((token, id) => (ids.has(id) && token !== this.unknown ? "" : token)), this.unknown);
  }

  toJSON(): object {
    return {
      type: "WordLevel", vocab: Object.fromEntries(this.tokens.map((token, id) => [token, id])), unk_token: this.unknown,
    };
  }
}
