import { assemble } from "../encoding/assemble";
import { emptyEncoding, pushToken, type Encoding } from "../encoding/encoding";
import type { SpecialTokenPolicy } from "../addedTokens";
import { tokenAt } from "../tokenAt";
import type { EncodeOptions, EncodingOptions, Tokenizer } from "../tokenizer";
import { decodeTokens } from "./decoder";
import { pipelineJson } from "./pipelineJson";
import { Stages, type TokenizerParts } from "./stages";

/**
 * A tokenizer of stages: added tokens are looked for, what is between them is normalized and cut, and each piece goes through
 * the model; then come truncation, template and padding. Words, WordPiece and Unigram differ in their model.
 */
export class PipelineTokenizer implements Tokenizer {
  /** Each token by its id. */
  readonly tokens: readonly string[];
  private readonly ids: ReadonlyMap<string, number>;
  private readonly specialIds: ReadonlySet<number>;
  private readonly stages: Stages;

  /** @param parts The stages; see {@link toJSON} for how they stand in files. */
  constructor(readonly parts: TokenizerParts) {
    const { addedTokens, model } = parts;
    const tokens = [...model.tokens];
    for (const { id, content } of addedTokens) tokens[id] = content;
    this.tokens = tokens;
    this.ids = new Map(tokens.map((token, id) => [token, id]));
    this.specialIds = new Set(addedTokens.filter(({ special }) => special).map(({ id }) => id));
    this.stages = new Stages(parts, this.specialIds);
  }

  get vocabularySize(): number {
    return this.tokens.length;
  }

  get unknownId(): number | undefined {
    return this.parts.model.unknownId;
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
      if ("sequence" in piece) this.stages.forEachToken(text, specialTokens, ({ id }) => ids.push(id));
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
    const tokens = Array.from(ids, (id, i) => tokenAt(this.tokens, id, `ids[${i}]`));
    const kept = skipSpecialTokens ? tokens.filter((_, i) => !this.specialIds.has(ids[i])) : tokens;
    return decodeTokens(kept, this.parts.decoder);
  }

  /** @throws RangeError for an id outside the vocabulary. */
  token(id: number): string {
    return tokenAt(this.tokens, id);
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
    this.stages.forEachToken(text, policy, ({ id, text: shownText, start, end }, piece, word) => pushToken(encoding, {
      id, token: shownText ?? this.tokens[id], typeId: sequence, attention: 1, special: 0,
      offsets: piece.source(start, end), word, sequence,
    }));
    return encoding;
  }
}
