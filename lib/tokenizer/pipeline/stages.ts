import { wellFormed } from "../codePoints";
import { cutText, type PreTokenizer } from "../cut/preTokenizer";
import type { Padding } from "../encoding/padding";
import type { TextTemplate } from "../encoding/template";
import type { Truncation } from "../encoding/truncation";
import { AlignedText } from "../normalize/alignedText";
import { normalizations, normalizeAligned, type Normalization, type Normalizer } from "../normalize/normalizer";
import { AddedTokens, type AddedToken, type FoundToken, type SpecialTokenPolicy } from "../addedTokens";
import type { Decoder } from "./decoder";
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

/** From a text to the tokens of its model: added tokens are looked for, what is between them is normalized, cut and encoded. */
export class Stages {
  private readonly steps: readonly Normalization[];
  private readonly raw: AddedTokens;
  private readonly normalized: AddedTokens | undefined;
  /** For texts that must not become special tokens; made when first needed. */
  private plain: Pick<SubwordModel, "encode"> | undefined;

  constructor(private readonly parts: TokenizerParts, private readonly specialIds: ReadonlySet<number>) {
    this.steps = normalizations(parts.normalizer);
    this.raw = new AddedTokens(parts.addedTokens.filter(({ normalized }) => !normalized));
    const others = parts.addedTokens.filter(({ normalized }) => normalized)
      .map((token) => ({ ...token, content: normalizeAligned(AlignedText.of(token.content), this.steps).text }))
      .filter(({ content }) => content !== ""); // what normalization removes is never found
    if (others.length > 0) this.normalized = new AddedTokens(others);
  }

  /** @throws RangeError for a special token where the policy is "refuse", and for a policy that there is not. */
  forEachToken(text: string, policy: SpecialTokenPolicy, sink: TokenSink): void {
    const model = policy === "encode" ? this.parts.model : (this.plain ??= this.parts.model.without(this.specialIds));
    let at = 0;
    let word = 0;
    for (const segment of this.raw.split(wellFormed(text), policy)) {
      if (typeof segment !== "string") {
        sink(wholeOf(segment), AlignedText.of(segment.found, at), word++);
        at += segment.found.length;
        continue;
      }
      const aligned = normalizeAligned(AlignedText.of(segment, at), this.steps);
      at += segment.length;
      let from = 0;
      for (const part of this.normalized?.split(aligned.text, policy) ?? [aligned.text]) {
        const to = from + (typeof part === "string" ? part : part.found).length;
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
}

/** An added token as the only one of its piece. */
function wholeOf({ id, found }: FoundToken): ModelToken {
  return { id, start: 0, end: found.length, text: found };
}
