import { requireWhole } from "../tensor/checks";
import { Random } from "../tensor/random";

/** A sentence with one word that can be known only by looking back at one earlier word. */
export type ContextSentence = PronounSentence | AmbiguousSentence;

/** `the old queen saw the small dog near the river and it barked .`: "it" is the dog, and dogs bark. */
export interface PronounSentence {
  kind: "pronoun";
  tokens: string[];
  /** the tokens' positions in the vocabulary */
  ids: number[];
  /** where "she", "he" or "it" stands */
  pronounPosition: number;
  /** where the noun stands that the pronoun means */
  nounPosition: number;
  /** where the other noun stands, which it does not mean */
  otherNounPosition: number;
  /** where the word stands that the noun determines: right after the pronoun */
  answerPosition: number;
}

/** `the king with the oar found the old bank muddy last night .`: the oar tells which kind of bank it is. */
export interface AmbiguousSentence {
  kind: "ambiguous";
  tokens: string[];
  ids: number[];
  /** where "bank" stands */
  wordPosition: number;
  /** where the word stands that tells which bank it is */
  cluePosition: number;
  sense: "river" | "money";
  /** where the word stands that the sense determines ("muddy" or "closed"): right after "bank" */
  answerPosition: number;
}

/** What each noun does after its pronoun. */
const ACTIONS = {
  she: { queen: "waved", witch: "flew", nurse: "smiled", aunt: "sewed" },
  he: { king: "ruled", pirate: "sailed", baker: "baked", uncle: "snored" },
  it: { dog: "barked", cat: "purred", bird: "sang", frog: "croaked" },
} as const;
const CLUES = {
  river: { words: ["boat", "oar", "net", "canoe"], answer: "muddy" },
  money: { words: ["coins", "gold", "cheque", "purse"], answer: "closed" },
} as const;
const VERBS = ["saw", "met", "followed", "heard"];
const PLACES = ["river", "castle", "market", "bridge"];
const LOOKS = ["old", "young", "small", "tall"];
const TIMES = [["last", "night"], ["this", "morning"]];
const FRAME = ["the", "near", "and", ".", "with", "found", "bank"];

/** Every sentence has this many tokens, so that a batch needs no padding. */
const LENGTH = 14;

/**
 * Small word-level sentences in which one word must find another, for looking at attention.
 *
 * Half of them have two nouns in either order and a pronoun, whose next word is what the right noun does: the pronoun
 * alone does not tell it, nor does any position, since two of the three nouns have an adjective before them. The
 * other half have "bank", after which "muddy" or "closed" follows according to an earlier word. A causal model of one
 * layer and one head learns both, in some 1000 steps of 32 sentences (400 where only the answers count in the loss);
 * from the pronoun its attention goes to the noun.
 *
 * @param count how many; 2000 unless told otherwise
 * @returns the sentences, 14 tokens each, and the words that the ids count
 * @throws RangeError where the count is not a positive whole number, or the seed can't be used.
 */
export function contextSentences({ count = 2000, seed = 1 }: { count?: number; seed?: number } = {}): {
  vocabulary: string[];
  length: number;
  sentences: ContextSentence[];
} {
  requireWhole("count", count);
  const random = new Random(seed);
  const vocabulary = allWords();
  const idOf = new Map(vocabulary.map((word, id) => [word, id]));
  const withIds = (tokens: string[]): number[] => tokens.map((token) => idOf.get(token)!);
  const sentences = Array.from({ length: count }, (_, i) =>
    i % 2 === 0 ? pronounSentence(random, withIds) : ambiguousSentence(random, withIds),
  );
  return { vocabulary, length: LENGTH, sentences };
}

type WithIds = (tokens: string[]) => number[];

function pronounSentence(random: Random, withIds: WithIds): PronounSentence {
  const [pronoun, otherPronoun] = random.shuffle(["she", "he", "it"] as const);
  const noun = random.choice(Object.keys(ACTIONS[pronoun]));
  const other = random.choice(Object.keys(ACTIONS[otherPronoun]));
  const [first, second] = random.shuffle([noun, other]);
  const looks = twoOfThree(random);
  const tokens = [
    "the", ...looks[0], first, random.choice(VERBS), "the", ...looks[1], second,
    "near", "the", ...looks[2], random.choice(PLACES),
    "and", pronoun, (ACTIONS[pronoun] as Record<string, string>)[noun], ".",
  ];
  return {
    kind: "pronoun",
    tokens,
    ids: withIds(tokens),
    pronounPosition: tokens.indexOf(pronoun),
    nounPosition: tokens.indexOf(noun),
    otherNounPosition: tokens.indexOf(other),
    answerPosition: tokens.indexOf(pronoun) + 1,
  };
}

function ambiguousSentence(random: Random, withIds: WithIds): AmbiguousSentence {
  const sense = random.choice(["river", "money"] as const);
  const clue = random.choice(CLUES[sense].words);
  const looks = twoOfThree(random);
  const tokens = [
    "the", ...looks[0], random.choice(people()), "with", "the", ...looks[1], clue,
    "found", "the", ...looks[2], "bank", CLUES[sense].answer, ...random.choice(TIMES), ".",
  ];
  return {
    kind: "ambiguous",
    tokens,
    ids: withIds(tokens),
    wordPosition: tokens.indexOf("bank"),
    cluePosition: tokens.indexOf(clue),
    sense,
    answerPosition: tokens.indexOf("bank") + 1,
  };
}

/** An adjective at two of three places, so that no position tells what stands there. */
function twoOfThree(random: Random): string[][] {
  const none = random.integer(3);
  return [0, 1, 2].map((place) => (place === none ? [] : [random.choice(LOOKS)]));
}

function people(): string[] {
  return [...Object.keys(ACTIONS.she), ...Object.keys(ACTIONS.he)];
}

function allWords(): string[] {
  const told = Object.entries(ACTIONS).flatMap(([pronoun, does]) => [pronoun, ...Object.entries(does).flat()]);
  const senses = Object.values(CLUES).flatMap(({ words, answer }) => [...words, answer]);
  return [...new Set([...FRAME, ...told, ...senses, ...VERBS, ...PLACES, ...LOOKS, ...TIMES.flat()])].sort();
}
