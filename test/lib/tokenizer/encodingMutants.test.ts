import { describe, expect, it } from "vitest";
import { mutated } from "../../mutated";
import {
  compareByHand, compareDecoding, compareEncodings, compareLimits, compareOffsets, comparePadding, compareRandomTexts,
  type Compare,
} from "./encodingOracle";

describe("Python's values tell encodings from those of a tokenizer that", () => {
  const mutants: [name: string, compare: Compare, of: string, file: string, from: string, to: string][] = [
    ["takes the shortest match first", compareEncodings, "wordpiece", "wordpiece/longestMatchFirst.ts",
      "end = word.length;\n    while (end > start && !known.has(before + word.slice(start, end))) end--;",
      "end = start + 1;\n    while (end <= word.length && !known.has(before + word.slice(start, end))) end++;\n    if (end > word.length) end = start;"],
    ["forgets ## after the beginning", compareEncodings, "wordpiece", "wordpiece/longestMatchFirst.ts",
      'start === 0 ? "" : prefix', '""'],
    ["keeps the parts before an unknown one", compareRandomTexts, "wordpiece", "wordpiece/longestMatchFirst.ts",
      "if (end === start) return [unknown];", "if (end === start) return tokens.length ? tokens : [unknown];"],
    ["cuts words of any length", compareEncodings, "wordpiece", "wordpiece/longestMatchFirst.ts",
      "word.length > longest &&", "false &&"],
    ["calls words of 100 characters too long", compareEncodings, "wordpiece", "wordpiece/longestMatchFirst.ts",
      "word.length > longest && [...word].length > longest", "word.length >= longest"],
    ["counts UTF-16 units for characters", compareOffsets, "wordpiece cased", "normalize/alignedText.ts",
      "this.origin + start);", "this.origin + start + 1);"],
    ["puts no [SEP] behind a text", compareEncodings, "wordpiece", "encoding/template.ts",
      "return addSpecialTokens ?", "return addSpecialTokens && piece.ids[0] !== 3 ?"],
    ["gives the second text type 0", compareEncodings, "wordpiece", "encoding/template.ts",
      "text.ids.map(() => piece.typeId)", "text.ids.map(() => 0)"],
    ["gives what follows [CLS] the type 1 in BERT's older files", compareEncodings, "wordpiece cased", "pipeline/postProcessorJson.ts",
      "{ sequence: 0 as const, typeId: 0 }", "{ sequence: 0 as const, typeId: 1 }"],
    ["looks for normalized tokens in the text as it was", compareEncodings, "wordpiece cased", "pipeline/stages.ts",
      "this.normalized?.split(aligned.text, policy)", "undefined"],
    ["numbers words anew after a special token", compareEncodings, "wordpiece", "pipeline/stages.ts",
      "AlignedText.of(segment.content, at), word++)", "AlignedText.of(segment.content, at), (word = 0))"],
    ["cleans nothing up", compareDecoding, "wordpiece", "pipeline/decoder.ts", "decoder.cleanup ?", "false ?"],
    ["cuts both texts alike whatever their lengths", compareLimits, "wordpiece", "encoding/truncation.ts",
      "shorter + longer > room ?", "true ?"],
    ["gives the odd token to the shorter text", compareLimits, "wordpiece", "encoding/truncation.ts",
      "n1 > n2 ? [more, less] : [less, more]", "n1 > n2 ? [less, more] : [more, less]"],
    ["does not count the template's tokens", compareLimits, "wordpiece", "encoding/assemble.ts",
      "addSpecialTokens ? addedBy(pieces) : 0", "0"],
    ["repeats nothing in what overflowed", compareLimits, "wordpiece", "encoding/truncation.ts",
      "from += length - stride", "from += length"],
    ["forgets the second text's part that overflowed beside the first one's", compareLimits, "wordpiece", "encoding/template.ts",
      "first.overflowing.flatMap((part) => seconds.map", "first.overflowing.flatMap((part) => seconds.slice(0, 1).map"],
    ["attends to padding", comparePadding, "wordpiece", "encoding/padding.ts", "attention: 0", "attention: 1"],
    ["pads on the right always", comparePadding, "wordpiece", "encoding/padding.ts",
      'side === "right" ? [encoding, padding]', "side ? [encoding, padding]"],
    ["takes no multiple", comparePadding, "wordpiece", "encoding/padding.ts",
      "Math.ceil(asked / multipleOf) * multipleOf", "asked"],
    ["names the bytes of a token and not its characters", compareOffsets, "bpe", "bpe/byteOffsets.ts", "last[byte] = end", "last[byte] = at + 1"],
    ["takes the last of equally probable ways", compareByHand, "unigram", "unigram/viterbiFast.ts", "score <= best", "score < best"],
    ["takes the longest piece first", compareRandomTexts, "unigram", "unigram/viterbiFast.ts",
      "if (soFar + score <= best[end]) return;", "if (best[end] > -Infinity) return;"],
    ["charges nothing for unknown characters", compareByHand, "unigram", "unigram/viterbi.ts", "least - UNKNOWN_PENALTY", "0"],
    ["keeps unknown neighbours apart", compareByHand, "unigram", "unigram/unigramModel.ts", "id < 0 && unknown", "id < -1 && unknown"],
    ["decodes ▁ at the beginning to a space", compareDecoding, "unigram", "pipeline/decoder.ts", '=== "never" ? " " : ""', '=== "never" ? " " : " "'],
    ["puts the most frequent word for an unknown one", compareEncodings, "words", "word/wordModel.ts",
      "?? this.unknownId;", "?? 1;"],
  ];
  it.each(mutants)("%s", async (_, compare, of, file, from, to) => {
    const mutant = await mutated(`tokenizer/${file}`, { from, to });
    await expect(Promise.resolve().then(() => compare(mutant, of))).rejects.toThrow();
  });
});
