import { percent } from "./numbers";
import { visibleToken } from "./tokens";

const MOST_HEADS = 16;
type Head = readonly ArrayLike<number>[];

/** In words: for each head its strongest single weight, and how much goes to the token itself, before it, and first. */
export function describeAttention(
  attentions: readonly (readonly Head[])[],
  { tokens, keys, title = "Attention maps", name }: { tokens: readonly string[]; keys: readonly string[];
    title?: string; name: (layer: number, head: number) => string },
): string {
  const heads = attentions.flatMap((layer, l) => layer.map((weights, h) => ({ weights, called: name(l, h) })));
  const shown = heads.slice(0, MOST_HEADS).map(({ weights, called }) => {
    const { query, key, weight } = strongest(weights);
    const pair = `"${visibleToken(tokens[query])}" (${query}) looks at "${visibleToken(keys[key])}" (${key})`;
    const habits = keys === tokens ? `; on average ${averages(weights)}` : "";
    return `${called}: strongest ${percent(weight)}, ${pair}${habits}`;
  });
  const more = heads.length > MOST_HEADS ? ` ${heads.length - MOST_HEADS} more heads are in the picture.` : "";
  const text = tokens.map(visibleToken).join(tokens.every((token) => token.length <= 1) ? "" : " ");
  return `${title}: ${heads.length} ${heads.length === 1 ? "map" : "maps"}, queries downwards, keys across, ` +
    `over ${tokens.length} tokens (${text}). ${shown.join(". ")}.${more}`;
}

/** The weight that stands out most from spreading evenly over the keys that its row may look at. */
export function strongest(weights: Head): { query: number; key: number; weight: number } {
  let best = { query: 0, key: 0, weight: 0, surplus: -Infinity };
  weights.forEach((row, query) => {
    const even = 1 / Math.max(1, Array.from(row).filter((weight) => weight > 0).length);
    Array.from(row).forEach((weight, key) => {
      if (weight - even > best.surplus) best = { query, key, weight, surplus: weight - even };
    });
  });
  return best;
}

/** The mean weight at a fixed place over the rows that have it: itself, the token before, the first token. */
function averages(weights: Head): string {
  const rows = weights.length;
  const itself = mean(weights.map((row, i) => row[i] ?? 0));
  if (rows < 3) return `${percent(itself)} on itself`;
  const before = mean(weights.slice(1).map((row, i) => row[i]));
  const first = mean(weights.slice(2).map((row) => row[0]));
  return `${percent(itself)} on itself, ${percent(before)} on the token before, ${percent(first)} on the first`;
}

function mean(values: number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}
