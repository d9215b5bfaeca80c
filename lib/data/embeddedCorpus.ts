import { requireWhole } from "../tensor/checks";
import { Random } from "../tensor/random";
import type { Corpus } from "./corpus";
import { draw, entropy, expectedLength } from "./grammar";
import { allStories } from "./stories";

let knownEntropy: number | undefined;

/**
 * Small stories of exactly known entropy, made here and now: the least loss that any model can reach on them is known.
 *
 * A model that sees only a window of the text stays somewhat above it, since the window may begin inside a story.
 *
 * @param characters the length of the text, whose last story may be cut off; 500 000 unless told otherwise
 * @param seed       the same seed gives the same text; take another one for fresh text
 * @throws RangeError where the length is not a positive whole number, or the seed can't be used.
 */
export function embeddedCorpus(
  { characters = 500_000, seed = 1 }: { characters?: number; seed?: number } = {},
): Corpus {
  requireWhole("characters", characters);
  const random = new Random(seed);
  const grammar = allStories();
  const entropyPerCharacter = (knownEntropy ??= entropy(grammar) / expectedLength(grammar));
  const lines: string[] = [];
  for (let length = 0; length < characters; length += lines[lines.length - 1].length) lines.push(draw(grammar, random));
  const bits = (entropyPerCharacter / Math.LN2).toFixed(3);
  return {
    name: "stories",
    text: lines.join("").slice(0, characters),
    entropyPerCharacter,
    message:
      `stories made by byhand (${characters.toLocaleString("en")} characters, seed ${seed}): ` +
      `no model can get below ${entropyPerCharacter.toFixed(3)} nats (${bits} bits) a character`,
  };
}
