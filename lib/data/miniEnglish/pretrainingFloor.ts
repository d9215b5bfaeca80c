import { pairProbabilities, type PairProbabilities } from "./pairProbabilities";
import { BLANK, type Evidence } from "./posterior";
import { miniVocabulary } from "./vocabulary";

/** Two sentences as BERT sees them in pretraining: `[CLS] … [SEP] … [SEP]`, some words hidden. */
export interface PretrainingText {
  /** the tokens with blanks and wrong words in them */
  tokens: readonly string[];
  /** the word that was there, for each token that was chosen; null for all others, [CLS] and [SEP] among them */
  chosen: readonly (string | null)[];
  isNext: boolean;
}

/** −ln of the exact probability of what was hidden, in nats. */
export interface PretrainingFloor {
  /** of each chosen token, text by text */
  tokens: number[];
  /** of each text's answer to "is it the next sentence?" */
  nextSentence: number[];
}

export interface MaskingRates {
  /** the probability with which each token was chosen; 0.15 unless told otherwise */
  share?: number;
  /** of the chosen ones, those that became [MASK], and those that became any word; 0.8 and 0.1 unless told otherwise */
  masked?: number;
  random?: number;
  /** the probability that the second sentence is the next one; 0.5 unless told otherwise */
  nextShare?: number;
}

/**
 * The least loss that any model can have on these texts of {@link miniDocuments}, in the mean over many of them.
 *
 * For each chosen token it is −ln P(word | all that is seen), with P from the generator's rules and the rates of masking: a
 * word that is seen may be wrong, or chosen and right, and the probabilities allow for both. A model's loss on the same
 * texts can be lower by luck, but not in the mean: the difference is a Kullback–Leibler divergence. Each token is chosen by
 * itself, and a random word may be any of the vocabulary's, the right one too.
 *
 * @throws RangeError for texts that are not two sentences of the mini-language, words that are not chosen from them, and rates
 * that are no probabilities.
 */
export function pretrainingFloor(
  texts: readonly PretrainingText[],
  { share = 0.15, masked = 0.8, random = 0.1, nextShare = 0.5 }: MaskingRates = {},
): PretrainingFloor {
  for (const [name, rate] of Object.entries({ share, masked, random, nextShare })) requireShare(name, rate);
  requireShare("masked + random", masked + random);
  const pairs = texts.map((text, i) => twoSentences(text, `texts[${i}]`));
  const floor: PretrainingFloor = { tokens: [], nextSentence: [] };
  const wrong = random / miniVocabulary().length; // the probability of one particular random word
  const kept = 1 - masked - random;
  for (const [i, text] of texts.entries()) {
    const sentences = pairs[i];
    const seen = sentences.map(({ words }) => words.map((word): Evidence => (word === "[MASK]" ? BLANK
      : { word, match: 1 - share + share * (kept + wrong), other: share * wrong }))) as [Evidence[], Evidence[]];
    const probabilities = pairProbabilities(seen, { nextShare });
    floor.nextSentence.push(-Math.log(text.isNext ? probabilities.next : 1 - probabilities.next));
    sentences.forEach(({ words, start }, side) => words.forEach((word, position) => {
      const truth = text.chosen[start + position];
      if (truth === null) return;
      let known: PairProbabilities = probabilities;
      if (word !== "[MASK]") { // that it was chosen is known here, and makes it likelier to be wrong
        const closer = seen.map((sentence) => sentence.map((one) => ({ ...one, wanted: false }))) as [Evidence[], Evidence[]];
        closer[side][position] = { word, match: kept + wrong, other: wrong, wanted: true };
        known = pairProbabilities(closer, { nextShare });
      }
      floor.tokens.push(-Math.log(known.words[side][position]!.get(truth) ?? 0));
    }));
  }
  return floor;
}

/** The words between [CLS], [SEP] and [SEP], and where they begin; padding may follow. */
function twoSentences({ tokens, chosen }: PretrainingText, name: string): { words: readonly string[]; start: number }[] {
  const first = tokens.indexOf("[SEP]");
  const second = tokens.indexOf("[SEP]", first + 1);
  if (tokens[0] !== "[CLS]" || first < 0 || second < 0) {
    throw new RangeError(`${name}.tokens are "${tokens.join(" ")}": expected [CLS], a sentence, [SEP], a sentence, [SEP]`);
  }
  if (chosen.length !== tokens.length) {
    throw new RangeError(`${name}.chosen has ${chosen.length} entries for ${tokens.length} tokens: give one for each, null or a word`);
  }
  const odd = chosen.findIndex((word, at) => word !== null && (at === 0 || at === first || at >= second));
  if (odd >= 0) {
    throw new RangeError(`${name}.chosen[${odd}] is "${chosen[odd]}", but no word stands there, only ${tokens[odd]}: give null`);
  }
  return [
    { words: tokens.slice(1, first), start: 1 },
    { words: tokens.slice(first + 1, second), start: first + 1 },
  ];
}

function requireShare(name: string, share: number): void {
  if (share >= 0 && share <= 1 + 1e-12) return; // 0.9 + 0.1 may be a little more than 1
  throw new RangeError(`${name} is ${share}: expected a probability from 0 to 1, such as 0.15`);
}
