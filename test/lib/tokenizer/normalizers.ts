import { BERT_UNCASED, type BertNormalizer, type Normalizer } from "byhand";

const bert = (parts: Partial<BertNormalizer>): Normalizer => ({
  type: "BertNormalizer", clean_text: false, handle_chinese_chars: false, strip_accents: false, lowercase: false, ...parts,
});
const sequence = (...normalizers: Normalizer[]): Normalizer => ({ type: "Sequence", normalizers });
/** The normalizers of test/oracles/normalization.py, by their names there. */
export const NORMALIZERS: Record<string, Normalizer> = {
  NFC: { type: "NFC" }, NFD: { type: "NFD" }, NFKC: { type: "NFKC" }, NFKD: { type: "NFKD" },
  Lowercase: { type: "Lowercase" }, StripAccents: { type: "StripAccents" }, Nmt: { type: "Nmt" },
  Strip: { type: "Strip", strip_left: true, strip_right: true },
  "Strip left": { type: "Strip", strip_left: true, strip_right: false },
  Replace: { type: "Replace", pattern: { String: "e" }, content: "A\u0323" },
  clean_text: bert({ clean_text: true }),
  handle_chinese_chars: bert({ handle_chinese_chars: true }),
  strip_accents: bert({ strip_accents: true }),
  BERT: BERT_UNCASED,
  "BERT cased": { ...BERT_UNCASED, lowercase: false },
  Sequence: sequence({ type: "NFD" }, { type: "StripAccents" }, { type: "Lowercase" }),
  spaces: sequence({ type: "Nmt" }, { type: "NFKC" }, { type: "Replace", pattern: { Regex: " {2,}" }, content: " " }),
};
