import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { atomicWrite } from "../../system/atomicWrite";
import { readJson } from "../../system/readJson";
import { shown } from "../../system/shown";
import { requireVocabulary } from "./requireVocabulary";
import { BPETokenizer } from "./bpeTokenizer";
import { BYTE_CHARACTERS } from "./byteCharacters";
import { addedBy, PLAIN_TEMPLATE } from "../encoding/template";
import { orderById, requireObject } from "../jsonParts";

const VERSION = "#version: 0.2";

/**
 * Writes `vocab.json` and `merges.txt` into a folder, as GPT-2 was published and older programs read it.
 *
 * The two files don't say which tokens are special. {@link loadTokenizer} takes those for special that no merge makes.
 *
 * @throws RangeError where they can't hold the tokenizer: it doesn't cut texts as GPT-2 does, puts tokens around every
 * text, or has a special token that merges make, too.
 */
export async function saveVocabularyAndMerges(directory: string, tokenizer: BPETokenizer): Promise<void> {
  const { tokens, merges, addedTokens, pattern, ignoreMerges, template } = tokenizer.vocabulary;
  const made = new Set(merges.map(([left, right]) => tokens[left] + tokens[right]));
  const stripping = addedTokens.find(({ lstrip, rstrip, singleWord }) => lstrip || rstrip || singleWord);
  const unspoken = addedTokens.find(({ content, special }) => made.has(content) || !special);
  const problem =
    pattern !== "gpt2" ? `it cuts texts as ${pattern} does`
    : ignoreMerges ? "it puts whole tokens before merges"
    : addedBy(template.single) > 0 ? "it puts special tokens around every text"
    : tokenizer.vocabulary.truncation || tokenizer.vocabulary.padding ? "it truncates or pads every text"
    : stripping ? `its added token ${shown(stripping.content)} looks at what stands beside it`
    : unspoken ? `its added token ${shown(unspoken.content)} would be read as ${unspoken.special ? "ordinary" : "special"}`
    : undefined;
  if (problem) {
    throw new RangeError(`vocab.json and merges.txt can't hold this tokenizer, for ${problem}: use saveTokenizer`);
  }
  const vocabulary = Object.fromEntries(tokens.map((token, id) => [token, id]));
  const lines = merges.map(([left, right]) => `${tokens[left]} ${tokens[right]}`);
  await atomicWrite(join(directory, "vocab.json"), JSON.stringify(vocabulary));
  await atomicWrite(join(directory, "merges.txt"), [VERSION, ...lines, ""].join("\n"));
}

/** @throws SyntaxError and TypeError, naming the file, where one of the two is damaged or they don't fit together. */
export async function readVocabularyAndMerges(directory: string): Promise<BPETokenizer> {
  const json = await readJson(join(directory, "vocab.json"));
  const text = await readFile(join(directory, "merges.txt"), "utf8");
  try {
    const tokens = orderById("vocab.json", Object.entries(requireObject("vocab.json", json)));
    const pairs = parseMerges(text);
    const made = new Set([...BYTE_CHARACTERS, ...pairs.map(([left, right]) => left + right)]);
    const addedTokens = tokens.flatMap((content, id) =>
      made.has(content) ? [] : [{ id, content, special: true, normalized: false, inModel: true }]);
    return BPETokenizer.fromVocabulary(requireVocabulary({
      tokens, pairs, addedTokens, pattern: "gpt2", ignoreMerges: false, template: PLAIN_TEMPLATE,
    }));
  } catch (error) {
    throw new TypeError(`${directory} can't be read as vocab.json and merges.txt: ${(error as Error).message}`);
  }
}

/** One merge on each line, `a b`, after a line that names the version. */
function parseMerges(text: string): [string, string][] {
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === "") lines.pop();
  const first = lines[0]?.startsWith("#version") ? 1 : 0;
  return lines.slice(first).map((line, i) => {
    const parts = line.split(" ");
    if (parts.length === 2 && parts[0] !== "" && parts[1] !== "") return parts as [string, string];
    throw new TypeError(`merges.txt, line ${i + first + 1}, is ${shown(line)}: expected two tokens with a space between`);
  });
}
