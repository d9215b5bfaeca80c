import { BPEEncoder } from "./encoder";
import { bpeJson, parseBPE } from "./bpeJson";
import type { mergeByRank } from "./mergeByRank";
import { trainVocabulary, type BPETrainingOptions } from "./trainVocabulary";
import { TokenBytes } from "./tokenBytes";
import type { BPEVocabulary } from "./vocabulary";
import { encodeWithBytes } from "./byteOffsets";
import { wellFormed } from "../codePoints";
import { AddedTokens, type SpecialTokenPolicy } from "../addedTokens";
import { assemble } from "../encoding/assemble";
import type { Encoding } from "../encoding/encoding";
import { idOfToken } from "../encoding/padding";
import { tokenAt } from "../tokenAt";
import type { EncodeOptions, EncodingOptions, Tokenizer } from "../tokenizer";
import { escapedText } from "../utf8";

/**
 * Byte-level byte-pair encoding, as in GPT-2: a text's UTF-8 bytes, merged pair by pair in the order that training learned.
 *
 * No text is unknown, for every byte is a token: `decode(encode(text)) === text` for every well-formed text. Half of a
 * surrogate pair, which UTF-8 can't hold, counts as U+FFFD (�). Merges and ids are those of Hugging Face's `tokenizers`.
 * Source: Radford et al. 2019, section 2.2.
 */
export class BPETokenizer implements Tokenizer {
  private readonly encoder: BPEEncoder;
  private readonly addedTokens: AddedTokens;
  private readonly bytes: TokenBytes;
  private readonly specialIds: ReadonlySet<number>;

  private constructor(
    /** Its tokens, merges and rules as they stand in files; see {@link toJSON}. */
    readonly vocabulary: BPEVocabulary,
    parts: { mergeByRank?: typeof mergeByRank } = {},
  ) {
    this.encoder = new BPEEncoder(vocabulary, parts);
    this.addedTokens = new AddedTokens(vocabulary.addedTokens);
    this.bytes = new TokenBytes(vocabulary);
    this.specialIds = new Set(vocabulary.addedTokens.filter(({ special }) => special).map(({ id }) => id));
  }

  /**
   * Learns the merges from a text; the vocabulary stays smaller than asked for where no pair is left to merge.
   * @throws RangeError where vocabularySize has no room for the 256 bytes and the special tokens; for an empty text.
   */
  static train(text: string, options: BPETrainingOptions): BPETokenizer {
    return new BPETokenizer(trainVocabulary(text, options), options.parts);
  }

  /**
   * The tokenizer of a `tokenizer.json`, which {@link toJSON} or Python wrote.
   * @throws TypeError where it is no byte-level BPE tokenizer of a known kind, with what was found.
   */
  static fromJSON(json: unknown): BPETokenizer {
    return new BPETokenizer(parseBPE(json));
  }

  /** For readers of other files, with a vocabulary that `requireVocabulary` has checked. */
  static fromVocabulary(vocabulary: BPEVocabulary): BPETokenizer {
    return new BPETokenizer(vocabulary);
  }

  get vocabularySize(): number {
    return this.vocabulary.tokens.length;
  }

  /** The merged pairs by rank, bytes written as GPT-2's characters: `["Ġ", "t"]` merges a space and a t. */
  get merges(): [string, string][] {
    const { merges, tokens } = this.vocabulary;
    return merges.map(([left, right]) => [tokens[left], tokens[right]]);
  }

  /**
   * The ids of a text.
   * @throws TypeError for what is no string; RangeError for a special token where the policy is "refuse", and for a policy
   * that there is not.
   */
  encode(text: string, options: EncodeOptions = {}): number[] {
    const { truncation, padding, template } = this.vocabulary;
    if (truncation || padding) return this.encodeWithOffsets(text, options).ids;
    const { addSpecialTokens = true, specialTokens = "encode" } = options;
    const ids: number[] = [];
    for (const piece of template.single) {
      if ("sequence" in piece) this.encodeInto(ids, text, specialTokens);
      else if (addSpecialTokens) ids.push(...piece.ids);
    }
    return ids;
  }

  /**
   * The same with offsets: a token that is part of a character comes from the whole character, and a space before a word is
   * the word's. Tokens are named as in files, a space as Ġ.
   * @throws as {@link encode}; RangeError where truncation or padding can't be done as asked.
   */
  encodeWithOffsets(text: string, options: EncodingOptions = {}): Encoding {
    const { pair, addSpecialTokens = true, specialTokens = "encode" } = options;
    const { truncation = this.vocabulary.truncation ?? null, padding = this.vocabulary.padding ?? null } = options;
    const encode = (each: string, sequence: 0 | 1): Encoding => {
      const segments = this.addedTokens.split(wellFormed(each), specialTokens);
      return encodeWithBytes(segments, sequence, this.encoder, this.vocabulary.tokens, this.bytes);
    };
    return assemble([encode(text, 0), pair === undefined ? undefined : encode(pair, 1)], {
      template: this.vocabulary.template, addSpecialTokens, truncation, padding,
      idOf: (token) => idOfToken(this, token),
    });
  }

  /** The ids of any bytes, valid UTF-8 or not; special tokens among them are data as all the rest. */
  encodeBytes(bytes: Uint8Array): number[] {
    const ids: number[] = [];
    this.encoder.encodeInto(ids, escapedText(bytes));
    return ids;
  }

  /**
   * The text of these ids; bytes that are no whole character come out as U+FFFD (�).
   * @throws RangeError for an id outside the vocabulary.
   */
  decode(ids: ArrayLike<number>, { skipSpecialTokens = false }: { skipSpecialTokens?: boolean } = {}): string {
    this.requireIds(ids);
    const kept = skipSpecialTokens ? Array.from(ids).filter((id) => !this.specialIds.has(id)) : ids;
    return new TextDecoder("utf-8", { ignoreBOM: true }).decode(this.bytes.of(kept));
  }

  /** @throws RangeError for an id outside the vocabulary. */
  decodeBytes(ids: ArrayLike<number>): Uint8Array {
    this.requireIds(ids);
    return this.bytes.of(ids);
  }

  /**
   * How many bytes of text a token stands for.
   * @throws RangeError for an id outside the vocabulary.
   */
  byteLength(id: number): number {
    tokenAt(this.vocabulary.tokens, id);
    return this.bytes.lengthOf(id);
  }

  /** The text of one token for labels; bytes that are no whole character show as `‹e2 80›`. */
  token(id: number): string {
    tokenAt(this.vocabulary.tokens, id);
    return escapedText(this.bytes.of([id])).replace(/[\udc80-\udcff]+/gu, (hidden) =>
      `‹${Array.from(hidden, (unit) => (unit.charCodeAt(0) & 0xff).toString(16)).join(" ")}›`);
  }

  toJSON(): object {
    return bpeJson(this.vocabulary);
  }

  private encodeInto(ids: number[], text: string, policy: SpecialTokenPolicy): void {
    for (const segment of this.addedTokens.split(wellFormed(text), policy)) {
      if (typeof segment === "string") this.encoder.encodeInto(ids, segment);
      else ids.push(segment.id);
    }
  }

  private requireIds(ids: ArrayLike<number>): void {
    for (let i = 0; i < ids.length; i++) tokenAt(this.vocabulary.tokens, ids[i], `ids[${i}]`);
  }
}
