import { BPETokenizer, bytesToCharacters } from "byhand";

/**
 * GPT-2's tokenizer from the list of its tokens by rank, as tiktoken's kin ship it: a token's merge is the last one when
 * its bytes are merged by the tokens of lower rank.
 */
export function fromRanks(ranks: readonly (string | readonly number[])[], endOfText = "<|endoftext|>"): BPETokenizer {
  const encoder = new TextEncoder();
  const tokens = ranks.map((token) => bytesToCharacters(typeof token === "string" ? encoder.encode(token) : token));
  const rankOf = new Map(tokens.map((token, rank) => [token, rank]));
  const merges: string[][] = [];
  tokens.forEach((token, rank) => {
    const parts = [...token];
    while (parts.length > 2) {
      const joined = parts.slice(1).map((part, i) => rankOf.get(parts[i] + part) ?? Infinity);
      const lowest = Math.min(...joined);
      if (lowest >= rank) throw new Error(`token ${rank} (${token}) can't be made from tokens of lower rank`);
      const at = joined.indexOf(lowest);
      parts.splice(at, 2, parts[at] + parts[at + 1]);
    }
    if (parts.length === 2) merges.push(parts);
  });
  const json = BPETokenizer.train(" ", { vocabularySize: 256 }).toJSON() as { model: object };
  return BPETokenizer.fromJSON({
    ...json,
    added_tokens: [{ id: tokens.length, content: endOfText, special: true }],
    model: { ...json.model, vocab: Object.fromEntries(tokens.map((token, id) => [token, id])), merges },
  });
}
