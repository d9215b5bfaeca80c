import { stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { atomicWrite } from "../system/atomicWrite";
import { readJson } from "../system/readJson";
import { shown } from "../system/shown";
import { BPETokenizer } from "./bpe/bpeTokenizer";
import { readVocabularyAndMerges } from "./bpe/vocabularyAndMerges";
import { UnigramTokenizer } from "./unigram/unigramTokenizer";
import { WordTokenizer } from "./word/wordTokenizer";
import { WordPieceTokenizer } from "./wordpiece/wordPieceTokenizer";
import { CharTokenizer } from "./charTokenizer";
import { isCharacterTokenizer } from "./charTokenizerJson";
import { requireObject } from "./jsonParts";
import { PipelineTokenizer } from "./pipeline/pipelineTokenizer";
import type { Tokenizer } from "./tokenizer";

/** Tells `AutoTokenizer` to read tokenizer.json as it is, and `decode` to leave spaces before full stops alone. */
const CONFIGURATION = { tokenizer_class: "PreTrainedTokenizerFast", clean_up_tokenization_spaces: false };

/** The roles that special tokens have by their usual names. */
const ROLES: Readonly<Record<string, readonly string[]>> = {
  unk_token: ["[UNK]", "<unk>"], pad_token: ["[PAD]", "<pad>"], cls_token: ["[CLS]"], sep_token: ["[SEP]"],
  mask_token: ["[MASK]", "<mask>"], bos_token: ["<s>"], eos_token: ["</s>"],
};

const MODEL_INPUTS = ["input_ids", "token_type_ids", "attention_mask"];

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
  const configuration = { ...CONFIGURATION, ...specialTokenRoles(tokenizer) };
  await atomicWrite(join(dirname(path), "tokenizer_config.json"), `${JSON.stringify(configuration, null, 2)}\n`);
}

/**
 * Which special token has which role, and whether there are types: else `AutoTokenizer` would not pad, mask or give them.
 * Models of byte-level tokenizers (GPT-2, Llama, RoBERTa) take no types.
 */
function specialTokenRoles(tokenizer: Tokenizer): object {
  const isPipeline = tokenizer instanceof PipelineTokenizer;
  if (!isPipeline && !(tokenizer instanceof BPETokenizer)) return {};
  const { template, addedTokens } = isPipeline ? tokenizer.parts : tokenizer.vocabulary;
  const hasTypes = isPipeline && template.json !== null && template.pair.some(({ typeId }) => typeId > 0);
  const special = addedTokens.filter((token) => token.special).map(({ content }) => content);
  const roles = Object.entries(ROLES).flatMap(([role, names]) => {
    const found = names.find((name) => special.includes(name));
    return found === undefined ? [] : [[role, found] as const];
  });
  return { ...(hasTypes && { model_input_names: MODEL_INPUTS }), ...Object.fromEntries(roles) };
}

/**
 * Reads a tokenizer that {@link saveTokenizer} or Python wrote, of the kind that its content tells.
 *
 * @param path a `tokenizer.json` by any name, or a folder with it or with the older `vocab.json` and `merges.txt`
 * @throws SyntaxError where a file is no JSON; TypeError where it holds no tokenizer of a known kind, with what was
 * found; the file system's own error where it can't be read.
 */
export async function loadTokenizer(path: string): Promise<Tokenizer> {
  const isFolder = (await stat(path)).isDirectory();
  if (isFolder && !(await exists(join(path, "tokenizer.json")))) {
    if (await exists(join(path, "vocab.json"))) return readVocabularyAndMerges(path);
    throw new TypeError(`${path} holds no tokenizer: expected tokenizer.json, or vocab.json and merges.txt, in it`);
  }
  const file = isFolder ? join(path, "tokenizer.json") : path;
  const json = await readJson(file);
  try {
    return tokenizerFromJSON(json);
  } catch (error) {
    throw new TypeError(`${file} can't be read as a tokenizer: ${(error as Error).message}`);
  }
}

function tokenizerFromJSON(json: unknown): Tokenizer {
  const model = requireObject("model", requireObject("tokenizer.json", json).model);
  if (isCharacterTokenizer(json)) return CharTokenizer.fromJSON(json);
  if (model.type === "WordLevel") return WordTokenizer.fromJSON(json);
  if (model.type === "WordPiece") return WordPieceTokenizer.fromJSON(json);
  if (model.type === "Unigram") return UnigramTokenizer.fromJSON(json);
  if (model.type === "BPE") return BPETokenizer.fromJSON(json);
  throw new TypeError(`model.type is ${shown(model.type)}: expected "BPE" (byte-level), "Unigram", "WordPiece" or "WordLevel"`);
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(() => true, () => false);
}
