import { readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { atomicWrite } from "../system/atomicWrite";
import { duplicateKey } from "../system/jsonKeys";
import { CharTokenizer } from "./charTokenizer";
import type { Tokenizer } from "./tokenizer";

/** Tells `AutoTokenizer` to read tokenizer.json as it is, and `decode` to leave spaces before full stops alone. */
const CONFIGURATION = { tokenizer_class: "PreTrainedTokenizerFast", clean_up_tokenization_spaces: false };

/**
 * Writes a tokenizer as a Hugging Face `tokenizer.json`.
 *
 * A path that ends in `tokenizer.json` gets a `tokenizer_config.json` beside it, without which Python's
 * `AutoTokenizer.from_pretrained(folder)` would take the tokenizer's kind from the model's.
 *
 * @throws The file system's own error, for instance where the folder does not exist.
 */
export async function saveTokenizer(path: string, tokenizer: Tokenizer): Promise<void> {
  await atomicWrite(path, `${JSON.stringify(tokenizer.toJSON(), null, 2)}\n`);
  if (basename(path) !== "tokenizer.json") return;
  await atomicWrite(join(dirname(path), "tokenizer_config.json"), `${JSON.stringify(CONFIGURATION, null, 2)}\n`);
}

/**
 * Reads a tokenizer that {@link saveTokenizer} or Python wrote.
 *
 * @throws SyntaxError where the file is no JSON; TypeError where it holds no tokenizer of a known kind, with what was
 * found; the file system's own error where it can't be read.
 */
export async function loadTokenizer(path: string): Promise<Tokenizer> {
  const text = await readFile(path, "utf8");
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new SyntaxError(`${path} is no JSON (${(error as Error).message}): was it cut off? Save the tokenizer again`);
  }
  const twice = duplicateKey(text);
  if (twice !== undefined) throw new TypeError(`${path} has the key ${JSON.stringify(twice)} twice in one object`);
  try {
    return CharTokenizer.fromJSON(json);
  } catch (error) {
    throw new TypeError(`${path} can't be read as a tokenizer: ${(error as Error).message}`);
  }
}
