import {
  BPETokenizer, CharTokenizer, loadTokenizer, Random, saveTokenizer, type TextOrPair, type Tokenizer, UnigramTokenizer,
  WordPieceTokenizer, WordTokenizer,
} from "byhand";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { root } from "../setup/paths";
import { encodeTexts, type Encoded } from "./comparison";

const T5_TEMPLATE = { single: "$A </s>", pair: "$A </s> $B:1 </s>:1" };
/** A tokenizer of each kind, trained on the text. */
const KINDS: Readonly<Record<string, (text: string) => Tokenizer>> = {
  wordpiece: (text) => WordPieceTokenizer.train(text, { vocabularySize: 900 }),
  unigram: (text) => UnigramTokenizer.train(text, { vocabularySize: 900, template: T5_TEMPLATE }),
  words: (text) => WordTokenizer.train(text),
  bpe: (text) => BPETokenizer.train(text, { vocabularySize: 900, specialTokens: ["<|end|>"] }),
  characters: (text) => CharTokenizer.train(text, { unknown: true }),
};

/** What one side makes otherwise than the other; undefined where both agree on all texts. */
export interface TokenizerComparison {
  what: string;
  difference: string | undefined;
}

/**
 * Writes a tokenizer of each kind for Python's `tokenizers` to open, and opens what that wrote again and what it trained
 * itself; each time ids, types and decoded texts of several languages, pairs and strange characters are compared.
 *
 * @param callPython runs test/oracles/interchange_tokenizers.py on a folder and gives what that prints
 */
export async function exchangeTokenizers(
  folder: string, callPython: (folder: string) => Promise<string>,
): Promise<TokenizerComparison[]> {
  const corpus = (await readFile(join(root, "test/oracles/languages.txt"), "utf8")).trim();
  const texts = textsToCompare(corpus);
  const encoded: Record<string, Encoded> = {};
  for (const [name, train] of Object.entries(KINDS)) {
    const tokenizer = train(corpus);
    await saveTokenizer(join(folder, `${name}.json`), tokenizer);
    encoded[name] = encodeTexts(tokenizer, texts);
  }
  await writeFile(join(folder, "probe.json"), JSON.stringify({ corpus, texts, encoded }));

  const report = JSON.parse(await callPython(folder)) as Record<string, string | null>;
  const theirs = JSON.parse(await readFile(join(folder, "theirs.json"), "utf8")) as Record<string, Encoded>;
  const found: TokenizerComparison[] = [];
  for (const [name, expected] of Object.entries(encoded)) {
    found.push({ what: `byhand → tokenizers: ${name}`, difference: report[name] ?? undefined });
    const again = await loadTokenizer(join(folder, `again-${name}.json`));
    found.push({ what: `  … → byhand, after tokenizers saved it`, difference: differenceOf(again, expected) });
  }
  for (const [name, expected] of Object.entries(theirs)) {
    const opened = await loadTokenizer(join(folder, `theirs-${name}.json`));
    found.push({ what: `tokenizers → byhand: ${name}`, difference: differenceOf(opened, expected) });
  }
  return found;
}

/** Lines and pairs of lines, and stretches of them between any characters. */
function textsToCompare(corpus: string): TextOrPair[] {
  const lines = corpus.split("\n");
  const random = new Random(5);
  const characters = [...corpus];
  const strange = (): string => String.fromCodePoint(...[0x20 + random.integer(0xd7e0), 0x10000 + random.integer(0x20000)]);
  const mixed = Array.from({ length: 500 }, () => {
    const start = random.integer(characters.length);
    return characters.slice(start, start + random.integer(40)).join("") + strange() + characters[start];
  });
  const pairs = lines.map((line, i): TextOrPair => [line, lines[(i + 1) % lines.length]!]);
  return ["", " ", ...lines, ...pairs, ["", ""], ["", "a"], ...mixed];
}

function differenceOf(tokenizer: Tokenizer, expected: Encoded): string | undefined {
  const found = encodeTexts(tokenizer, expected.texts);
  for (const key of ["ids", "typeIds", "decoded"] as const) {
    const at = expected.texts.findIndex((_, i) => JSON.stringify(found[key][i]) !== JSON.stringify(expected[key][i]));
    if (at < 0) continue;
    const [text, here, there] = [expected.texts[at], found[key][at], expected[key][at]].map((each) => JSON.stringify(each));
    return `${key} of ${text}: ${here} in byhand, ${there} in Python`;
  }
  return undefined;
}

/** One line of the report. */
export function tokenizerComparisonText({ what, difference }: TokenizerComparison): string {
  return `${what}: ${difference === undefined ? "ids, types and decoded texts equal" : `DIFFER in ${difference}`}`;
}
