import { wellFormed } from "../codePoints";
import { cutText, type PreTokenizer } from "../cut/preTokenizer";
import { assemble } from "../encoding/assemble";
import { emptyEncoding, pushToken, type Encoding } from "../encoding/encoding";
import type { Padding } from "../encoding/padding";
import type { TextTemplate } from "../encoding/template";
import type { Truncation } from "../encoding/truncation";
import { AlignedText } from "../normalize/alignedText";
import { normalizations, normalizeAligned, type Normalization, type Normalizer } from "../normalize/normalizer";
import { AddedTokens, type AddedToken, type SpecialTokenPolicy } from "../specialTokens";
import type { EncodeOptions, EncodingOptions, Tokenizer } from "../tokenizer";
import { decodeTokens, type Decoder } from "./decoder";
import { pipelineJson } from "./pipelineJson";
import type { ModelToken, SubwordModel } from "./subwordModel";

/** The stages that a text goes through, one after the other. */
export interface TokenizerParts {
  readonly addedTokens: readonly AddedToken[];
  readonly normalizer: Normalizer | null;
  readonly preTokenizer: PreTokenizer | null;
  readonly model: SubwordModel;
  readonly template: TextTemplate;
  readonly decoder: Decoder | null;
  /** What is done where `encode` is not told otherwise, as some files have it. */
  readonly truncation: Truncation | null;
  readonly padding: Padding | null;
}

/** Receives each token, the piece that it is of and its number. */
type TokenSink = (token: ModelToken, piece: AlignedText, word: number) => void;

/**
 * A tokenizer of stages: added tokens are looked for, what is between them is normalized and cut, and each piece goes through
 * the model; then come truncation, template and padding. Words, WordPiece and Unigram differ in their model.
 */
export class PipelineTokenizer implements Tokenizer {
  /** Each token by its id. */
  readonly tokens: readonly string[];
  private readonly ids: ReadonlyMap<string, number>;
  private readonly steps: readonly Normalization[];
  private readonly raw: AddedTokens;
  private readonly normalized: AddedTokens | undefined;
  private readonly specialIds: ReadonlySet<number>;
  /** For texts that must not become special tokens; made when first needed. */
  private plain: Pick<SubwordModel, "encode"> | undefined;

  /** @param parts The stages; see {@link toJSON} for how they stand in files. */
  constructor(readonly parts: TokenizerParts) {
    const { addedTokens, model } = parts;
    const tokens = [...model.tokens];
    for (const { id, content } of addedTokens) tokens[id] = content;
    this.tokens = tokens;
    this.ids = new Map(tokens.map((token, id) => [token, id]));
    this.steps = normalizations(parts.normalizer);
    this.raw = new AddedTokens(addedTokens.filter(({ normalized }) => !normalized));
    const others = addedTokens.filter(({ normalized }) => normalized);
    if (others.length > 0) {
      this.normalized = new AddedTokens(others.map((token) =>
        ({ ...token, content: normalizeAligned(AlignedText.of(token.content), this.steps).text })));
    }
    this.specialIds = new Set(addedTokens.filter(({ special }) => special).map(({ id }) => id));
  }

  get vocabularySize(): number {
    return this.tokens.length;
  }

  /**
   * The ids of a text; halves of surrogate pairs count as U+FFFD.
   * @throws TypeError for what is no string; RangeError for a special token where the policy is "refuse", and for a policy
   * that there is not.
   */
  encode(text: string, options: EncodeOptions = {}): number[] {
    const { truncation, padding, template } = this.parts;
    if (truncation || padding) return this.encodeWithOffsets(text, options).ids;
    const { addSpecialTokens = true, specialTokens = "encode" } = options;
    const ids: number[] = [];
    for (const piece of template.single) {
      if ("sequence" in piece) this.forEachToken(text, specialTokens, ({ id }) => ids.push(id));
      else if (addSpecialTokens) ids.push(...piece.ids);
    }
    return ids;
  }

  /** @throws as {@link encode}; RangeError where truncation or padding can't be done as asked. */
  encodeWithOffsets(text: string, options: EncodingOptions = {}): Encoding {
    const { pair, addSpecialTokens = true, specialTokens = "encode" } = options;
    const { truncation = this.parts.truncation, padding = this.parts.padding } = options;
    const first = this.encodeText(text, 0, specialTokens);
    const second = pair === undefined ? undefined : this.encodeText(pair, 1, specialTokens);
    const { template } = this.parts;
    return assemble([first, second], { template, addSpecialTokens, truncation, padding, idOf: (token) => this.idOf(token) });
  }

  /**
   * The text of these ids, as near as can be: what normalization changed does not come back.
   * @throws RangeError for an id outside the vocabulary.
   */
  decode(ids: ArrayLike<number>, { skipSpecialTokens = false }: { skipSpecialTokens?: boolean } = {}): string {
    const tokens = Array.from(ids, (id, i) => this.look(id, `ids[${i}]`));
    const kept = skipSpecialTokens ? tokens.filter((_, i) => !this.specialIds.has(ids[i])) : tokens;
    return decodeTokens(kept, this.parts.decoder);
  }

  /** @throws RangeError for an id outside the vocabulary. */
  token(id: number): string {
    return this.look(id, "id");
  }

  /** @throws RangeError for a token that is not in the vocabulary. */
  idOf(token: string): number {
    const id = this.ids.get(token);
    if (id === undefined) throw new RangeError(`token is ${JSON.stringify(token)}, which is not in the vocabulary`);
    return id;
  }

  toJSON(): object {
    return pipelineJson(this);
  }

  private encodeText(text: string, sequence: 0 | 1, policy: SpecialTokenPolicy): Encoding {
    const encoding = emptyEncoding();
    this.forEachToken(text, policy, ({ id, text: shownText, start, end }, piece, word) => pushToken(encoding, {
      id, token: shownText ?? this.tokens[id], typeId: sequence, attention: 1, special: 0,
      offsets: piece.source(start, end), word, sequence,
    }));
    return encoding;
  }

  private forEachToken(text: string, policy: SpecialTokenPolicy, sink: TokenSink): void {
    const model = policy === "encode" ? this.parts.model : (this.plain ??= this.parts.model.without(this.specialIds));
    let at = 0;
    let word = 0;
    for (const segment of this.raw.split(wellFormed(text), policy)) {
      if (typeof segment !== "string") {
        sink(wholeOf(segment), AlignedText.of(segment.content, at), word++);
        at += segment.content.length;
        continue;
      }
      const aligned = normalizeAligned(AlignedText.of(segment, at), this.steps);
      at += segment.length;
      let from = 0;
      for (const part of this.normalized?.split(aligned.text, policy) ?? [aligned.text]) {
        const to = from + (typeof part === "string" ? part : part.content).length;
        if (typeof part !== "string") sink(wholeOf(part), aligned.slice(from, to), word++);
        else word = this.encodePieces(aligned.slice(from, to), word, model, sink);
        from = to;
      }
    }
  }

  private encodePieces(text: AlignedText, firstWord: number, model: Pick<SubwordModel, "encode">, sink: TokenSink): number {
    let word = firstWord;
    for (const piece of cutText(text, this.parts.preTokenizer)) {
      for (const token of model.encode(piece.text)) sink(token, piece, word);
      word++;
    }
    return word;
  }

  private look(id: number, name: string): string {
    const token = this.tokens[id];
    if (token !== undefined) return token;
    throw new RangeError(`${name} is ${id}: expected a whole number from 0 to ${this.vocabularySize - 1}`);
  }
}

/** An added token as the only one of its piece. */
function wholeOf({ id, content }: AddedToken): ModelToken {
  return { id, start: 0, end: content.length };
}
