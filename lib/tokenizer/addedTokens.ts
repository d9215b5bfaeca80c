import { shown } from "../system/shown";
import { isWhiteSpace } from "./codePointRanges";
import { isWordCharacter } from "./cut/whitespacePieces";
import { literalPattern } from "./literalPattern";

/**
 * What special tokens in a text mean.
 *
 * "encode": their ids, as in Hugging Face's tokenizers; right for texts that you wrote yourself. "text": nothing, they
 * are cut and merged as any text; right for what users send, who could else end the conversation or forge a turn in it.
 * "refuse": an error, where a user's text with them should not pass silently.
 */
export type SpecialTokenPolicy = "encode" | "text" | "refuse";

/**
 * A token that is found in the text as it is, before anything is cut or merged.
 *
 * It decodes to its content. (Python's `tokenizers` decodes one of a byte-level tokenizer with characters such as é, which
 * stand for bytes in the vocabulary, to those bytes: "<é>" comes out as "<�>" there.)
 */
export interface AddedToken {
  readonly id: number;
  readonly content: string;
  /** Whether `decode` with skipSpecialTokens leaves it out. */
  readonly special: boolean;
  /** Hugging Face's flag: such tokens are looked for after all others, in what these have left of the text. */
  readonly normalized: boolean;
  /** Whether it is one of the model's tokens, too: so where it was there when the merges were learned. */
  readonly inModel: boolean;
  /** Whether it takes the white space before it, as RoBERTa's <mask> does. */
  readonly lstrip?: boolean;
  /** Whether it takes the white space behind it. */
  readonly rstrip?: boolean;
  /** Whether it is found only where no letter, digit or _ stands beside it. */
  readonly singleWord?: boolean;
}

/** An added token, and the stretch of text that it was found in: its content, and white space that it takes. */
export type FoundToken = AddedToken & { readonly found: string };

/** A stretch of text, or an added token that was found in it; all together are the text. */
export type Segment = string | FoundToken;

/** Finds added tokens in a text: from left to right, and of several at one place the longest. */
export class AddedTokens {
  private readonly byContent: ReadonlyMap<string, AddedToken>;
  private readonly patterns: readonly RegExp[];

  constructor(tokens: readonly AddedToken[]) {
    this.byContent = new Map(tokens.map((token) => [token.content, token]));
    const groups = [tokens.filter(({ normalized }) => !normalized), tokens.filter(({ normalized }) => normalized)];
    this.patterns = groups.filter((group) => group.length > 0).map(anyOf);
  }

  /** @throws RangeError for a special token in the text where the policy is "refuse"; for an unknown policy. */
  split(text: string, policy: SpecialTokenPolicy): Segment[] {
    if (!["encode", "text", "refuse"].includes(policy)) {
      throw new RangeError(`specialTokens is ${shown(policy)}: expected "encode", "text" or "refuse"`);
    }
    let segments: Segment[] = [text];
    for (const pattern of this.patterns) {
      segments = segments.flatMap((part) => (typeof part === "string" ? this.splitAt(pattern, part, policy) : part));
    }
    return segments;
  }

  private splitAt(pattern: RegExp, text: string, policy: SpecialTokenPolicy): Segment[] {
    const segments: Segment[] = [];
    let begin = 0;
    for (const { 0: content, index } of text.matchAll(pattern)) {
      const token = this.byContent.get(content)!;
      if (token.special && policy === "text") continue;
      let [start, end] = [Math.max(begin, index), index + content.length];
      if (token.singleWord && !isSingle(text, start, end)) continue;
      if (token.special && policy === "refuse") {
        throw new RangeError(
          `text has the special token ${shown(content)} after ${shown(text.slice(Math.max(0, index - 20), index))}: remove ` +
            `it, or choose { specialTokens: "text" } to encode it as ordinary text`,
        );
      }
      while (token.lstrip && start > begin && isWhiteSpace(text.charCodeAt(start - 1))) start--;
      while (token.rstrip && end < text.length && isWhiteSpace(text.charCodeAt(end))) end++;
      segments.push(text.slice(begin, start), { ...token, found: text.slice(start, end) });
      begin = end;
    }
    segments.push(text.slice(begin));
    return segments;
  }
}

/** Whether what stands from `start` to `end` is no part of a longer word. */
function isSingle(text: string, start: number, end: number): boolean {
  const before = start > 1 && text.codePointAt(start - 2)! > 0xffff ? start - 2 : start - 1;
  return [before, end].every((at) => !(at >= 0 && at < text.length && isWordCharacter(text.codePointAt(at)!)));
}

/** A pattern that finds these texts, of several at one place the longest. */
function anyOf(tokens: readonly AddedToken[]): RegExp {
  const longestFirst = tokens.map(({ content }) => content).sort((a, b) => b.length - a.length);
  return new RegExp(longestFirst.map((text) => literalPattern(text)).join("|"), "gu");
}
