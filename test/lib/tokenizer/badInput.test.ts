import {
  BERT_SPECIAL_TOKENS, BPETokenizer, CharTokenizer, encodeBatch, nBest, trainUnigram, UnigramModel, UnigramTokenizer,
  WordPieceModel, WordPieceTokenizer, WordTokenizer, type PipelineTokenizer, type Tokenizer,
} from "byhand";
import { describe, expect, it } from "vitest";

const TEXT = "the cat sat on the mat, the cats sat; naïve café 漢字 👍";
const wordpiece = WordPieceTokenizer.train(TEXT, { vocabularySize: 80 });
const unigram = UnigramTokenizer.train(TEXT, { vocabularySize: 60 });
const words = WordTokenizer.train(TEXT);
const tokenizers: Record<string, Tokenizer> = {
  wordpiece, unigram, words, bpe: BPETokenizer.train(TEXT, { vocabularySize: 300 }), characters: CharTokenizer.train(TEXT),
};
type Json = Record<string, unknown> & { model: Record<string, unknown>; added_tokens: Record<string, unknown>[] };
const json = (tokenizer: Tokenizer): Json => JSON.parse(JSON.stringify(tokenizer)) as Json;

describe("training refuses", () => {
  it("a vocabulary smaller than the alphabet, and says how large it must be", () => {
    expect(() => WordPieceTokenizer.train(TEXT, { vocabularySize: 20 }))
      .toThrow(/vocabularySize is 20: expected at least 31, for 5 special tokens, \d+ characters, and \d+ that go on/);
    expect(() => UnigramTokenizer.train(TEXT, { vocabularySize: 20 })).toThrow(/vocabularySize is 20: expected at least \d+, for 3 special/);
    expect(() => WordTokenizer.train(TEXT, { vocabularySize: 1 })).toThrow(/expected more than the 1 special tokens, for words/);
    expect(() => trainUnigram(new Map([["abc", 1]]), { size: 2 })).toThrow(/size is 2: expected at least 3/);
    expect(WordPieceTokenizer.train(TEXT, { vocabularySize: 31 }).vocabularySize).toBe(31);
  });

  it.each([NaN, 1.5, -1])("a vocabulary of %d tokens", (vocabularySize) => {
    expect(() => WordPieceTokenizer.train(TEXT, { vocabularySize })).toThrow(/vocabularySize is/);
    expect(() => UnigramTokenizer.train(TEXT, { vocabularySize })).toThrow(/vocabularySize is/);
    expect(() => WordTokenizer.train(TEXT, { vocabularySize })).toThrow(/vocabularySize is/);
  });

  it.each(["", "  \n\t"])("a text of which nothing is left: %j", (text) => {
    for (const train of [() => WordPieceTokenizer.train(text, { vocabularySize: 99 }), () => WordTokenizer.train(text)]) {
      expect(train).toThrow(/text is (empty|white space only): give the text that the tokens shall be learned from/);
    }
    expect(() => WordPieceTokenizer.train(null as never, { vocabularySize: 99 })).toThrow(/text is null: expected a string/);
  });

  it("special tokens that are given twice, empty, halves of characters, or no texts", () => {
    const train = (specialTokens: unknown): unknown =>
      WordPieceTokenizer.train(TEXT, { vocabularySize: 99, specialTokens: specialTokens as string[] });
    expect(() => train([...BERT_SPECIAL_TOKENS, "[SEP]"])).toThrow(/specialTokens\[5\] is "\[SEP\]", and so is specialTokens\[3\]/);
    expect(() => train(["[UNK]", ""])).toThrow(/specialTokens\[1\] is "": expected at least one character/);
    expect(() => train(["\ud83d"])).toThrow(/half a surrogate pair/);
    expect(() => train("[UNK]")).toThrow(/expected a list of texts/);
    expect(() => train([7])).toThrow(/specialTokens\[0\] is 7: expected a text/);
  });

  it("special tokens without the one for the unknown, or without one of the template", () => {
    const train = (specialTokens: string[], unknown?: string): unknown =>
      WordPieceTokenizer.train(TEXT, { vocabularySize: 99, specialTokens, unknown });
    expect(() => train(["[CLS]", "[SEP]"])).toThrow(/the vocabulary lacks "\[UNK\]"|expected "\[UNK\]"/);
    expect(() => train(["[UNK]", "[CLS]"])).toThrow(/template\.single has "\[SEP\]", which is no token/);
    expect(() => WordPieceTokenizer.train(TEXT, { vocabularySize: 99, template: { single: "[CLS]", pair: "$A $B" } }))
      .toThrow(/template\.single is "\[CLS\]": expected \$A in it, once each/);
    expect(() => WordPieceTokenizer.train(TEXT, { vocabularySize: 99, template: { single: "$A", pair: "$A $A" } }))
      .toThrow(/template\.pair is "\$A \$A": expected \$A and \$B in it, once each/);
    expect(() => UnigramTokenizer.train(TEXT, { vocabularySize: 99, unknown: "[?]" })).toThrow(/expected "\[\?\]", the token for the/);
  });
});

describe.each(Object.entries(tokenizers))("the tokenizer %s", (name, tokenizer) => {
  it("encodes empty texts and pairs of empty texts", () => {
    expect(tokenizer.encodeWithOffsets("", { addSpecialTokens: false }).ids).toEqual([]);
    expect(tokenizer.encodeWithOffsets("", { pair: "", addSpecialTokens: false }).ids).toEqual([]);
    expect(tokenizer.decode([])).toBe("");
    const { ids, overflowing } = tokenizer.encodeWithOffsets("", { pair: "", truncation: { maxLength: 3 } });
    expect(ids.length).toBe(name === "wordpiece" ? 3 : 0);
    expect(overflowing).toEqual([]);
  });

  it("gives all tokens of a text of any length, and cuts off only when asked", () => {
    const long = TEXT.repeat(50);
    const whole = tokenizer.encodeWithOffsets(long).ids.length;
    expect(whole).toBeGreaterThan(600);
    const { ids, overflowing } = tokenizer.encodeWithOffsets(long, { truncation: { maxLength: 99 } });
    expect(ids.length).toBe(99);
    expect(overflowing.length).toBeGreaterThan(5);
  });

  it("refuses limits that can't be kept", () => {
    const encode = (truncation: object): unknown => tokenizer.encodeWithOffsets(TEXT, { truncation: truncation as never });
    expect(() => encode({ maxLength: 1.5 })).toThrow(/truncation\.maxLength is 1\.5: expected a whole number/);
    expect(() => encode({ maxLength: 9, strategy: "shortest" })).toThrow(/strategy is "shortest": expected "longestFirst"/);
    expect(() => encode({ maxLength: 9, side: "up" })).toThrow(/truncation\.side is "up"/);
    expect(() => encode({ maxLength: 9, stride: 9 })).toThrow(/truncation\.stride is 9: expected less than the \d tokens that fit/);
    expect(() => encode({ maxLength: 5, strategy: "onlySecond" })).toThrow(/"onlySecond", but there is one text: give a pair/);
    expect(() => tokenizer.encodeWithOffsets(TEXT, { pair: "a", truncation: { maxLength: 5, strategy: "onlySecond" } }))
      .toThrow(/the second text alone can't give way enough/);
    expect(() => tokenizer.encodeWithOffsets("a", { padding: { side: "up" as never, token: "a" } })).toThrow(/padding\.side is "up"/);
    expect(() => tokenizer.encodeWithOffsets("a", { padding: { length: 1.5, token: "a" } })).toThrow(/padding\.length is 1\.5/);
    expect(() => encodeBatch(tokenizer, ["a"], { padding: { token: "[NONE]" } })).toThrow(/"\[NONE\]", which is no/);
  });

  it("refuses ids outside of the vocabulary and what is no string", () => {
    for (const id of [-1, 0.5, tokenizer.vocabularySize]) {
      expect(() => tokenizer.decode([id])).toThrow(`ids[0] is ${id}: expected a whole number from 0 to`);
    }
    expect(() => tokenizer.encode(undefined as never)).toThrow(/text is of type undefined: expected a string/);
    expect(() => tokenizer.encodeWithOffsets("a", { pair: 7 as never })).toThrow(/text is of type number: expected a string/);
  });
});

describe("texts with half of a surrogate pair", () => {
  it.each(["wordpiece", "unigram", "words", "bpe"])("are encoded as if it were U+FFFD by %s, with offsets into the text", (name) => {
    const text = "cat \ud83d sat";
    const { ids, offsets } = tokenizers[name].encodeWithOffsets(text);
    expect(ids).toEqual(tokenizers[name].encode("cat \ufffd sat"));
    expect(Math.max(...offsets.flat())).toBe(text.length);
  });
});

describe("a tokenizer.json is refused, with what was found, where", () => {
  const read = { wordpiece: WordPieceTokenizer, unigram: UnigramTokenizer, words: WordTokenizer };
  const refused: [why: string, kind: keyof typeof read, change: (file: Json) => void, message: RegExp][] = [
    ["its model is another", "words", (file) => (file.model.type = "BPE"), /model\.type is "BPE": expected "WordLevel"/],
    ["its normalizer is unknown", "unigram", (file) => (file.normalizer = { type: "Precompiled", precompiled_charsmap: "A" }),
      /normalizer\.type is "Precompiled": expected NFC/],
    ["its pre-tokenizer is unknown", "wordpiece", (file) => (file.pre_tokenizer = { type: "UnicodeScripts" }),
      /pre_tokenizer\.type is "UnicodeScripts": expected BertPreTokenizer, Whitespace, WhitespaceSplit, Metaspace/],
    ["its pre-tokenizer is of an unknown scheme", "unigram", (file) => (file.pre_tokenizer = { type: "Metaspace", prepend_scheme: "last" }),
      /prepend_scheme is "last": Metaspace has "always" or "first" or "never"/],
    ["▁ is no character", "unigram", (file) => (file.pre_tokenizer = { type: "Metaspace", replacement: "" }), /replacement is "": expected one/],
    ["its decoder is unknown", "wordpiece", (file) => (file.decoder = { type: "CTC" }), /decoder\.type is "CTC": expected WordPiece, Metaspace/],
    ["its post-processor is unknown", "wordpiece", (file) => (file.post_processor = { type: "Unicorn" }),
      /post_processor\.type is "Unicorn": expected TemplateProcessing, BertProcessing, RobertaProcessing, ByteLevel or a Sequence of them/],
    ["its post-processor is two", "wordpiece", (file) => (file.post_processor = { type: "Sequence", processors: Array(2).fill(file.post_processor) }),
      /post_processor is a Sequence with 2 templates, and 0 that trim offsets: expected one at most/],
    ["its separator is no token", "wordpiece", (file) => (file.post_processor = { type: "RobertaProcessing", sep: ["</s>", 3] }),
      /post_processor\.sep is \["<\/s>",3\]: expected a token of the vocabulary with its id/],
    ["its offsets are trimmed somehow", "wordpiece", (file) => (file.post_processor = { type: "ByteLevel", trim_offsets: "left" }),
      /post_processor\.trim_offsets is "left"/],
    ["its template names no text", "wordpiece", (file) => ((file.post_processor as Json).single = []), /post_processor\.single has 0 texts/],
    ["its template's piece is of no kind", "wordpiece", (file) => ((file.post_processor as Json).single = [{ Unicorn: {} }]),
      /post_processor\.single\[0\]\.SpecialToken is missing: expected an object/],
    ["its template's token has no id", "wordpiece", (file) => ((file.post_processor as Json).special_tokens = {}),
      /post_processor\.special_tokens\["\[CLS\]"\] is missing/],
    ["a special token is listed twice", "wordpiece", (file) => file.added_tokens.push(file.added_tokens[0]),
      /added_tokens\[5\] is "\[PAD\]", and so is added_tokens\[0\]/],
    ["a special token has two ids", "wordpiece", (file) => (file.added_tokens[0].id = 9), /added_tokens\[0\]\.id is 9, but model\.vocab/],
    ["a special token strips something", "unigram", (file) => (file.added_tokens[0].rstrip = "x"), /added_tokens\[0\]\.rstrip is "x"/],
    ["added tokens leave a hole", "words", (file) => file.added_tokens.push({ id: 99, content: "x" }), /is 99: expected a whole number/],
    ["its ids leave a hole", "words", (file) => (file.model.vocab = { a: 0, b: 2 }), /is 2: expected a whole number from 0 to 1/],
    ["WordPiece has no token for the unknown", "wordpiece", (file) => (file.model.unk_token = "[?]"), /lacks "\[\?\]", the token for unknown/],
    ["WordPiece's limit is no number", "wordpiece", (file) => (file.model.max_input_chars_per_word = "9"), /max_input_chars_per_word is "9"/],
    ["Unigram takes bytes for the unknown", "unigram", (file) => (file.model.byte_fallback = true), /model\.byte_fallback is true/],
    ["Unigram has no id for the unknown", "unigram", (file) => (file.model.unk_id = null), /model\.unk_id is null: expected the id of a token/],
    ["Unigram's piece has no score", "unigram", (file) => (file.model.vocab as unknown[])[3] = ["a"], /model\.vocab\[3\] is \["a"\]: expected a/],
    ["Unigram's piece is there twice", "unigram", (file) => (file.model.vocab as unknown[])[1] = ["<unk>", 0],
      /model\.vocab\[1\] is "<unk>", and so is model\.vocab\[0\]/],
    ["its truncation is unknown", "words", (file) => (file.truncation = { max_length: 4, strategy: "Random" }), /strategy is "Random"/],
    ["its truncation has no length", "words", (file) => (file.truncation = { strategy: "LongestFirst" }), /maxLength is undefined/],
    ["its padding's token is unknown", "words", (file) => (file.padding = { strategy: "BatchLongest", pad_id: 0, pad_token: "x" }),
      /padding has the token "x" with the id 0: expected a token of the vocabulary/],
  ];
  it.each(refused)("%s", (_, kind, change, message) => {
    const file = json(tokenizers[kind]);
    change(file);
    expect(() => read[kind].fromJSON(file)).toThrow(message);
  });
});

describe("models", () => {
  it("of words refuse an unknown word where they have no token for it", () => {
    const file = json(words);
    file.model.unk_token = "[?]";
    expect(() => WordTokenizer.fromJSON(file).encode("zebra")).toThrow(/text has "zebra", which is no word of the vocabulary/);
  });

  it("want a token for the unknown, and n to be a whole number", () => {
    expect(() => new WordPieceModel(["a"])).toThrow(/lacks "\[UNK\]"/);
    expect(() => nBest("a", new Map([["a", -1]]), 0)).toThrow(/n is 0: expected a whole number/);
    expect(new UnigramModel([["<unk>", 0], ["a", -1]], 0).encode("ab")).toEqual([
      { id: 1, start: 0, end: 1 }, { id: 0, start: 1, end: 2, text: "b" },
    ]);
  });

  it("are told by name where a token is not theirs", () => {
    expect(() => (wordpiece as PipelineTokenizer).idOf("zebra")).toThrow(/token is "zebra", which is not in the vocabulary/);
  });
});
