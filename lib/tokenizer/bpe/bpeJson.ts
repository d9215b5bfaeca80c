import { requireVocabulary } from "./requireVocabulary";
import type { BPEVocabulary } from "./vocabulary";
import { parsePattern, patternJson } from "./patternJson";
import { addedTokensJson, parseAddedTokens } from "../addedTokensJson";
import { paddingJson, parsePadding, parseTruncation, truncationJson } from "../pipeline/limitsJson";
import { parsePostProcessor } from "../pipeline/postProcessorJson";
import { expectPart, orderById, requireArray, requireObject } from "../jsonParts";
import { shown } from "../../system/shown";

const KIND = "a byte-level BPE tokenizer that this library reads";
const BYTE_LEVEL_DECODER = { type: "ByteLevel", add_prefix_space: true, trim_offsets: true, use_regex: true };

/** A Hugging Face `tokenizer.json` as Python's `tokenizers` writes it. */
export function bpeJson(vocabulary: BPEVocabulary): object {
  const { tokens, merges, addedTokens, pattern, ignoreMerges, template, truncation = null, padding = null } = vocabulary;
  const outside = new Set(addedTokens.filter(({ inModel }) => !inModel).map(({ id }) => id));
  return {
    version: "1.0",
    truncation: truncationJson(truncation),
    padding: paddingJson(padding, tokens),
    added_tokens: addedTokensJson(addedTokens),
    normalizer: null,
    pre_tokenizer: patternJson(pattern),
    post_processor: template.json,
    decoder: BYTE_LEVEL_DECODER,
    model: {
      type: "BPE",
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: ignoreMerges,
      vocab: Object.fromEntries(tokens.map((token, id) => [token, id] as const).filter(([, id]) => !outside.has(id))),
      merges: merges.map(([left, right]) => [tokens[left], tokens[right]]),
    },
  };
}

/**
 * What such a JSON says.
 * @throws TypeError where it is of another kind, or contradicts itself; with what was found.
 */
export function parseBPE(json: unknown): BPEVocabulary {
  const found = requireObject("tokenizer.json", json);
  const model = requireObject("model", found.model);
  const expect = (name: string, value: unknown, ...expected: unknown[]): void =>
    expectPart(KIND, name, value, ...expected);
  expect("model.type", model.type, "BPE");
  expect("model.byte_fallback", model.byte_fallback ?? false, false); // SentencePiece's way with bytes
  expect("normalizer", found.normalizer ?? null, null);
  expect("model.dropout", model.dropout ?? null, null, 0);
  expect("model.continuing_subword_prefix", model.continuing_subword_prefix ?? null, null, "");
  expect("model.end_of_word_suffix", model.end_of_word_suffix ?? null, null, "");
  expect("model.ignore_merges", model.ignore_merges ?? false, false, true);
  const pattern = parsePattern(found.pre_tokenizer);
  expect("decoder.type", requireObject("decoder", found.decoder).type, "ByteLevel");

  const vocabulary = requireObject("model.vocab", model.vocab);
  const addedTokens = parseAddedTokens(KIND, requireArray("added_tokens", found.added_tokens ?? []), vocabulary);
  const outside = addedTokens.filter(({ inModel }) => !inModel);
  const tokens = orderById("model.vocab", [
    ...Object.entries(vocabulary), ...outside.map(({ content, id }) => [content, id] as const),
  ]);
  const pairs = parseMerges(requireArray("model.merges", model.merges));
  return requireVocabulary({
    tokens, pairs, addedTokens, pattern,
    ignoreMerges: model.ignore_merges === true,
    template: parsePostProcessor(found.post_processor ?? null, tokens),
    truncation: parseTruncation(found.truncation ?? null),
    padding: parsePadding(found.padding ?? null, tokens),
  });
}

/** Merges as the texts `"a b"`, as in older files, or as the lists `["a", "b"]`. */
function parseMerges(list: unknown[]): [string, string][] {
  return list.map((entry, i) => {
    const parts: unknown = typeof entry === "string" ? entry.split(" ") : entry;
    if (Array.isArray(parts) && parts.length === 2 && parts.every((part) => typeof part === "string")) {
      return parts as [string, string];
    }
    throw new TypeError(`model.merges[${i}] is ${shown(entry)}: expected two tokens, as "a b" or ["a", "b"]`);
  });
}
