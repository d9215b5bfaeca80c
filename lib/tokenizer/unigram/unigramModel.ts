import { shown } from "../../system/shown";
import type { Random } from "../../tensor/random";
import { expectPart, requireArray } from "../jsonParts";
import type { ModelToken, SubwordModel } from "../pipeline/subwordModel";
import { remembering } from "../remembering";
import { trieOf, type ScoredPiece } from "./emStep";
import { sampleSegmentation } from "./forwardBackward";
import type { PieceTrie } from "./pieceTrie";
import { unknownScore, type viterbi } from "./viterbi";
import { viterbiFast, type FoundPiece } from "./viterbiFast";

/** What can take the place of the model's own function, such as yours; every character is among the pieces that it gets. */
export interface UnigramParts {
  viterbi: (text: string, pieces: readonly ScoredPiece[]) => Pick<ReturnType<typeof viterbi>, "pieces">;
}

/** Cuts each piece of text in the most probable way; neighbours that are unknown become one token. */
export class UnigramModel implements SubwordModel {
  readonly tokens: readonly string[];
  readonly encode: (piece: string) => readonly ModelToken[];
  private readonly trie: PieceTrie;

  /**
   * @param pieces each token and the logarithm of its probability, by its id
   * @param unknownId the token for characters that are no piece
   */
  constructor(
    readonly pieces: readonly ScoredPiece[], readonly unknownId: number, private readonly parts: Partial<UnigramParts> = {},
  ) {
    this.tokens = pieces.map(([piece]) => piece);
    this.trie = trieOf(pieces);
    const cut = parts.viterbi ? cutWith(parts.viterbi, pieces) : (text: string) => viterbiFast(text, this.trie);
    this.encode = remembering((text) => this.fuse(text, cut(text)));
  }

  /** Pieces without text are never found; their scores stay, for the unknown's depends on the least. */
  without(ids: ReadonlySet<number>): UnigramModel {
    const pieces = this.pieces.map(([piece, score], id): ScoredPiece => [ids.has(id) ? "" : piece, score]);
    return new UnigramModel(pieces, this.unknownId, this.parts);
  }

  /** Tokens of a segmentation that is drawn by its probability; see {@link sampleSegmentation}. */
  sample(text: string, options: { random: Random; sharpness?: number }): ModelToken[] {
    return this.fuse(text, sampleSegmentation(text, this.trie, options));
  }

  /** @throws TypeError where the model contradicts itself, or takes bytes for unknown characters. */
  static fromJSON(model: Record<string, unknown>): UnigramModel {
    const { vocab, unk_id: unknownId, byte_fallback: bytes = false } = model;
    expectPart("a Unigram tokenizer that this library reads", "model.byte_fallback", bytes, false);
    const list = requireArray("model.vocab", vocab);
    const seen = new Map<string, number>();
    const pieces = list.map((entry, id): ScoredPiece => {
      const [piece, score] = Array.isArray(entry) ? (entry as unknown[]) : [];
      if (typeof piece !== "string" || typeof score !== "number") {
        throw new TypeError(`model.vocab[${id}] is ${shown(entry)}: expected a token and its score, as ["the", -3.2]`);
      }
      if (seen.has(piece)) throw new TypeError(`model.vocab[${id}] is ${shown(piece)}, and so is model.vocab[${seen.get(piece)}]`);
      seen.set(piece, id);
      return [piece, score];
    });
    if (typeof unknownId === "number" && pieces[unknownId]) return new UnigramModel(pieces, unknownId);
    throw new TypeError(`model.unk_id is ${shown(unknownId)}: expected the id of a token, from 0 to ${pieces.length - 1}`);
  }

  toJSON(): object {
    return { type: "Unigram", unk_id: this.unknownId, vocab: this.pieces.map((entry) => [...entry]), byte_fallback: false };
  }

  private fuse(text: string, found: readonly FoundPiece[]): ModelToken[] {
    const tokens: { id: number; start: number; end: number; text?: string }[] = [];
    let unknown = false;
    for (const { id, start, end } of found) {
      const last = tokens[tokens.length - 1];
      if (id < 0 && unknown) {
        last.end = end;
        last.text = text.slice(last.start, end);
      } else if (id < 0) {
        tokens.push({ id: this.unknownId, start, end, text: text.slice(start, end) });
      } else {
        tokens.push({ id, start, end });
      }
      unknown = id < 0;
    }
    return tokens;
  }
}

/** The pieces that a part finds; a character that is no piece is one for it, of the score that the unknown has. */
function cutWith(viterbi: UnigramParts["viterbi"], pieces: readonly ScoredPiece[]): (text: string) => FoundPiece[] {
  const usable = pieces.filter(([piece]) => piece !== "");
  const ids = new Map(pieces.map(([piece], id) => [piece, id]));
  const unknown = unknownScore(pieces.map(([, score]) => score));
  return (text) => {
    const strange = [...new Set(text)].filter((character) => !ids.has(character));
    let end = 0;
    const all = [...usable, ...strange.map((character): ScoredPiece => [character, unknown])];
    return viterbi(text, all).pieces.map((piece) => {
      const start = end;
      end += piece.length;
      return { id: ids.get(piece) ?? -1, start, end };
    });
  };
}
