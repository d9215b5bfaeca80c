import { shown } from "../../system/shown";
import { requireObject, sameJson } from "../jsonParts";
import { PATTERN_SOURCES, type PreTokenization } from "./preTokenize";

/** `ByteLevel` alone cuts by GPT-2's pattern; with use_regex false it only turns bytes into characters. */
const GPT2 = { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: true };

function splitBy(pattern: PreTokenization): object {
  return {
    type: "Sequence",
    pretokenizers: [
      { type: "Split", pattern: { Regex: PATTERN_SOURCES[pattern] }, behavior: "Isolated", invert: false },
      { ...GPT2, use_regex: false },
    ],
  };
}

/** How a `tokenizer.json` says where texts are cut. */
export function patternJson(pattern: PreTokenization): object {
  return pattern === "gpt2" ? GPT2 : splitBy(pattern);
}

/** @throws TypeError for any other way of cutting than those known here. */
export function parsePattern(json: unknown): PreTokenization {
  const plain = withDefaults(json);
  if (sameJson(plain, GPT2)) return "gpt2";
  for (const pattern of Object.keys(PATTERN_SOURCES) as PreTokenization[]) {
    if (sameJson(plain, splitBy(pattern))) return pattern;
  }
  throw new TypeError(
    `pre_tokenizer is ${shown(json)}: expected ByteLevel with add_prefix_space false (GPT-2's), or a Sequence of Split by ` +
      "GPT-2's or Llama 3's regular expression and ByteLevel with use_regex false",
  );
}

/** The same with the fields that older files leave out, and that change no ids, set alike. */
function withDefaults(json: unknown): unknown {
  const { type, ...rest } = requireObject("pre_tokenizer", json);
  if (type === "ByteLevel") return { use_regex: true, ...rest, type, trim_offsets: true };
  if (type === "Sequence" && Array.isArray(rest.pretokenizers)) {
    return { ...rest, type, pretokenizers: rest.pretokenizers.map((part: unknown) => withDefaults(part)) };
  }
  return json;
}
