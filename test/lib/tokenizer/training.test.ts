import { mkdtemp, readFile, rm } from "node:fs/promises";
import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as byhand from "byhand";
import { describe, expect, it } from "vitest";
import { mutated } from "../../mutated";
import { digest, digests, randomTexts } from "./random";

type Library = typeof byhand;
interface Case {
  name: string; corpus: number;
  tokenizer: { model: { vocab: never }; normalizer: byhand.Normalizer; pre_tokenizer: byhand.PreTokenizer };
}
const oracleFile = (name: string): string => readFileSync(new URL(`../../oracles/${name}`, import.meta.url), "utf8");
/** From test/oracles/encodings.py: tokenizers that Python trained on the same text. */
const { cases } = JSON.parse(oracleFile("encodings.json")) as { cases: Case[] };
const corpus = oracleFile("corpus.txt");
/** From test/oracles/published.py: trained on seventeen languages. */
const published = JSON.parse(oracleFile("published.json")) as { cases: Case[] };
const languages = oracleFile("languages.txt");
const caseOf = (name: string): Case => [...cases, ...published.cases].find((each) => each.name === name)!;

const SPECIAL = ["<unk>", "<s>", "</s>", "[PAD]"];
const unigramOf = ({ UnigramTokenizer }: Library): byhand.UnigramTokenizer =>
  UnigramTokenizer.train(corpus, { vocabularySize: 700, specialTokens: SPECIAL, template: { single: "$A </s>", pair: "$A </s> $B </s>" } });

const compareWords = ({ WordTokenizer }: Library): void => {
  const { tokenizer } = caseOf("words");
  const ours = WordTokenizer.train(corpus, { vocabularySize: 500, normalizer: tokenizer.normalizer });
  expect(JSON.parse(JSON.stringify(ours))).toEqual(tokenizer);
};

/** Python numbers ##a, ##b … by chance and prefers the lower number among equally frequent pairs, so some merges differ. */
const compareWordPiece = ({ WordPieceTokenizer }: Library): void => {
  const { tokenizer, corpus: tokens } = caseOf("wordpiece");
  const ours = WordPieceTokenizer.train(corpus, { vocabularySize: 700 });
  const theirs = Object.keys(tokenizer.model.vocab);
  expect(ours.vocabularySize).toBe(700);
  expect(ours.tokens.filter((token) => theirs.includes(token)).length).toBeGreaterThanOrEqual(690);
  expect(ours.encode(corpus).length / tokens).toBeLessThan(1.02);
  expect(ours.encode(corpus).length / tokens).toBeGreaterThan(0.98);
};

const compareWordPieceOfLanguages = ({ WordPieceTokenizer }: Library): void => {
  const { tokenizer: { normalizer }, corpus: tokens } = caseOf("multilingual BERT");
  const ours = WordPieceTokenizer.train(languages, { vocabularySize: 1500, normalizer });
  expect(ours.encode(languages).length / tokens).toBeLessThan(1.02);
  expect(ours.encode(languages).length / tokens).toBeGreaterThan(0.98);
};

const compareUnigramOfLanguages = ({ UnigramTokenizer }: Library): void => {
  const { tokenizer: { normalizer, pre_tokenizer: preTokenizer, model }, corpus: tokens } = caseOf("T5");
  const ours = UnigramTokenizer.train(languages, { vocabularySize: 1300, normalizer, preTokenizer });
  expect(ours.encode(languages).length / tokens).toBeLessThan(1.02);
  const words = byhand.countPieces(languages, normalizer, preTokenizer);
  const likelihood = (pieces: readonly byhand.ScoredPiece[]): number => byhand.expectation(pieces.slice(3), words).logLikelihood;
  expect(likelihood((ours.parts.model as byhand.UnigramModel).pieces) / likelihood(model.vocab)).toBeLessThan(1.02);
};

const compareUnigram = (library: Library): void => {
  const { tokenizer, corpus: tokens } = caseOf("unigram");
  const ours = unigramOf(library);
  expect(ours.vocabularySize).toBe(700);
  expect(ours.encode(corpus).length / tokens).toBeLessThan(1.02);
  const words = byhand.countPieces(corpus, byhand.SENTENCE_PIECE_NORMALIZER, byhand.METASPACE);
  const likelihood = (pieces: readonly byhand.ScoredPiece[]): number => byhand.expectation(pieces.slice(4), words).logLikelihood;
  const ratio = likelihood((ours.parts.model as byhand.UnigramModel).pieces) / likelihood(tokenizer.model.vocab);
  expect(ratio).toBeLessThan(1.02); // logarithms are negative: a larger one is a lower likelihood
};

describe("trainers do as well as Python's tokenizers on the same text:", () => {
  it("words are the same, in the same order", () => compareWords(byhand));
  it("WordPiece has nearly the same tokens, and as many in the text within 2 %", () => compareWordPiece(byhand));
  it("Unigram has no more tokens in the text and no lower likelihood, within 2 %", () => compareUnigram(byhand));
  it("WordPiece has as many tokens in a text of seventeen languages within 2 %", () => compareWordPieceOfLanguages(byhand));
  it("Unigram has no more there and no lower likelihood, within 2 %", () => compareUnigramOfLanguages(byhand));
});

describe("Python's tokenizers tell trainers from those that", () => {
  const mutants: [name: string, compare: (library: Library) => void, file: string, from: string, to: string][] = [
    ["order equally frequent words backwards", compareWords, "word/wordTokenizer.ts", "byCodePoint(a, b)", "byCodePoint(b, a)"],
    ["merge what begins a word like what goes on", compareWordPiece, "wordpiece/trainWordPiece.ts", 'const BEGIN = "\\ud800";', 'const BEGIN = "";'],
    ["learn the rarest pairs of several languages", compareWordPieceOfLanguages, "bpe/learnMergesFast.ts", "more > 0", "more < 0"],
    ["begin with short pieces only", compareUnigramOfLanguages, "unigram/seedPieces.ts", "end - start < longest", "end - start < 2"],
    ["prune what the likelihood misses most", compareUnigram, "unigram/prunePieces.ts", "b.loss - a.loss", "a.loss - b.loss"],
    ["keep the pieces of least score", compareUnigram, "unigram/trainUnigram.ts",
      "!single.has(piece)).sort((a, b) => b[1] - a[1])", "!single.has(piece)).sort((a, b) => a[1] - b[1])"],
    ["learn from each different word once", compareUnigram, "unigram/wordLattices.ts", "cuts[length] = count;", "cuts[length] = 1;"],
  ];
  it.each(mutants)("%s", async (_, compare, file, from, to) => {
    const mutant = await mutated(`tokenizer/${file}`, { from, to });
    expect(() => compare(mutant)).toThrow();
  });
});

/** Tokenizers that are trained here; `BYHAND_WRITE=FOLDER npx vitest run test/lib/tokenizer/training` writes their files. */
const made = {
  wordpiece: (): byhand.Tokenizer => byhand.WordPieceTokenizer.train(corpus, { vocabularySize: 500 }),
  unigram: (): byhand.Tokenizer => unigramOf(byhand),
  words: (): byhand.Tokenizer => byhand.WordTokenizer.train(corpus, { vocabularySize: 400 }),
  bpe: (): byhand.Tokenizer => byhand.BPETokenizer.train(corpus, { vocabularySize: 400, specialTokens: ["<|end|>"] }),
};

describe("a folder that is written here", () => {
  it("names the roles of special tokens, so that Python's AutoTokenizer pads and masks", async () => {
    const folder = process.env.BYHAND_WRITE ?? await mkdtemp(join(tmpdir(), "byhand-made-"));
    await byhand.saveTokenizer(join(folder, "tokenizer.json"), made.wordpiece());
    expect(JSON.parse(await readFile(join(folder, "tokenizer_config.json"), "utf8"))).toEqual({
      tokenizer_class: "PreTrainedTokenizerFast", clean_up_tokenization_spaces: false,
      model_input_names: ["input_ids", "token_type_ids", "attention_mask"],
      unk_token: "[UNK]", pad_token: "[PAD]", cls_token: "[CLS]", sep_token: "[SEP]", mask_token: "[MASK]",
    });
    if (!process.env.BYHAND_WRITE) await rm(folder, { recursive: true });
  });
});

describe("a tokenizer.json that is written here", () => {
  it.each(Object.keys(made) as (keyof typeof made)[])("is read by Python's tokenizers with the same ids: %s", async (name) => {
    const folder = process.env.BYHAND_WRITE ?? await mkdtemp(join(tmpdir(), "byhand-made-"));
    const path = join(folder, `${name}.json`);
    const tokenizer = made[name]();
    await byhand.saveTokenizer(path, tokenizer);
    const found = {
      file: digest(await readFile(path, "utf8")),
      ids: digests(randomTexts(3, 2000).map((text) => tokenizer.encode(text))),
      corpus: tokenizer.encode(corpus).length,
    };
    const again = await byhand.loadTokenizer(path);
    if (!process.env.BYHAND_WRITE) await rm(folder, { recursive: true });
    expect(JSON.stringify(again)).toBe(JSON.stringify(tokenizer));
    /** From `test/oracles/encodings.py FOLDER`: what Python read from just this file. */
    expect(found).toEqual((JSON.parse(oracleFile("made_here.json")) as Record<string, unknown>)[name]);
  });
});
