import type { Mistake } from "byhand-course";
import {
  bitsMistakes, countMistakes, longestMistakes, mergeMistakes, rankMistakes, unknownMistakes, viterbiMistakes,
} from "./03-tokenization.mistakes";

// What the checks of lesson 03 say to whoever has one of its misconceptions. The first that fits is said.

const ACROSS = "pairs are counted from one word to the next, where no merge may cross: count within each word only";

export const counting: Mistake[] = [
  {
    answer: countMistakes.pastTheEnd,
    say: "tokens[i + 1] is looked at after the last token, where there is none: i runs as long as i + 1 < tokens.length",
  },
  {
    answer: countMistakes.eachWordOnce,
    say: "every place counts 1 here: a place counts as often as its word occurs, so add the word's count",
  },
  {
    answer: countMistakes.addsOne,
    say: "a pair that is found again adds 1: it is the word's count that each place adds, += count",
  },
  {
    answer: countMistakes.beginsWithOne,
    say: "a pair's first place counts 1: it counts as often as its word occurs, so begin with the word's count",
  },
  { answer: countMistakes.acrossWords, say: ACROSS },
  { answer: countMistakes.joinedWords, say: ACROSS },
  {
    answer: countMistakes.onceInAWord,
    say: "a pair that stands at two places of one word is counted once there: each place counts",
  },
  {
    answer: countMistakes.withoutOverlap,
    say: "in a a a the pair a a stands at two places, though they share a token: count both",
  },
  { answer: countMistakes.overwritten, say: "the count so far is replaced by the next word's: add to it" },
  {
    answer: countMistakes.joinedKey,
    say: "the pairs a bc and ab c are counted as one, since both read abc: take a key that keeps the tokens apart, such as "
      + "`${left} ${right}`",
  },
  { answer: countMistakes.withoutOrder, say: "a b and b a are two pairs: which token comes first matters" },
  {
    answer: countMistakes.lastMissing,
    say: "the last two tokens of each word are left out: i runs as long as i + 1 < tokens.length",
  },
  {
    answer: countMistakes.byFrequency,
    say: "these are the right counts, but sorted: leave the pairs in the order in which they first occur",
  },
];

export const merging: Mistake[] = [
  {
    answer: mergeMistakes.skipsTwo,
    say: "after a merge one token too many is skipped, and lost: the loop's own i++ takes one step, so add only one more",
  },
  {
    answer: mergeMistakes.usesTwice,
    say: "a token is used twice, in a a a for two merges: what was merged is used up, so skip one place more",
  },
  {
    answer: mergeMistakes.usesTwiceAndKeeps,
    say: "the right token of a merged pair stays there, and so its text is there twice: skip it after the merge",
  },
  {
    answer: mergeMistakes.rightToLeft,
    say: "this merges from the end: go from left to right, so that a a a becomes aa a",
  },
  { answer: mergeMistakes.onlyTheFirst, say: "only the first place is merged: merge at every place that has the pair" },
  {
    answer: mergeMistakes.inTheText,
    say: "the pair is found inside of longer tokens, too: compare whole tokens, not texts that are joined",
  },
  { answer: mergeMistakes.dropsTheLast, say: "the last token is lost where it was not merged: go on to the end of tokens" },
  { answer: mergeMistakes.bothWays, say: "right before left is merged, too: the pair the other way round is another one" },
  {
    answer: mergeMistakes.untilNoneIsLeft,
    say: "what was merged is merged once more: the pair of the tokens that you were given, and nothing else",
  },
];

export const ranking: Mistake[] = [
  {
    answer: rankMistakes.zeroIsFalse,
    say: "rank 0 is a rank too: is yours tested for truth? In JavaScript 0 is false, so compare with undefined",
  },
  {
    answer: rankMistakes.neverTheSameList,
    say: "nothing was merged: if you look for [left, right] among merges, two lists are never === each other; ask ranks, "
      + "whose keys are texts",
  },
  {
    answer: rankMistakes.minusOneIsLowest,
    say: "all is merged into one: if your ranks come from indexOf or findIndex, −1 means that the pair is not there, and is "
      + "below every rank",
  },
  {
    answer: rankMistakes.byFrequency,
    say: "this merges the pair that is most frequent in this word: frequency counts in training; here it is the rank that "
      + "training gave, the place among the merges",
  },
  {
    answer: rankMistakes.inTextOrder,
    say: "this merges the pair that comes first in the text: look at all neighbours, and merge those of lowest rank",
  },
  {
    answer: rankMistakes.byLength,
    say: "this merges what gives the longest token: it is the rank that counts, not the length",
  },
  {
    answer: rankMistakes.highestFirst,
    say: "this merges the highest rank first: merges[0] was learned first, and goes first",
  },
  {
    answer: rankMistakes.rightmost,
    say: "of several places with the same pair the rightmost is merged first: begin with the leftmost",
  },
  { answer: rankMistakes.once, say: "only one merge is made: go on until no two neighbours are among the merges" },
  {
    answer: rankMistakes.anyKnownToken,
    say: "two neighbours are merged because together they read like a known token: it must be this very pair that is among "
      + "the merges, t he is not th e",
  },
  {
    answer: rankMistakes.longestToken,
    say: "this cuts off the longest token that fits, as WordPiece does: byte-pair encoding merges neighbours, the pair of "
      + "lowest rank first",
  },
];

/** Where rank 0 doesn't go first, and the other one does: several mistakes come to the same. */
export const rankZeroWaits: Mistake[] = [rankMistakes.inTextOrder, rankMistakes.highestFirst, rankMistakes.zeroIsFalse]
  .map((answer) => ({
    answer,
    say: "e r has rank 0, and so goes first. Is rank 0 tested for truth (in JavaScript 0 is false)? Or is the pair merged "
      + "that comes first in the text, or has the highest rank? The other checks tell which",
  }));

const BOTH = "pieces are taken with ## or without it, wherever they stand: the first piece is looked for without ##, each later "
  + "one with it";

export const matching: Mistake[] = [
  {
    answer: longestMistakes.markOnFirst,
    say: "this looks for ## on the first piece, too: ## marks what goes on in a word, and the first piece does not",
  },
  {
    answer: longestMistakes.markWrittenOnFirst,
    say: "there is ## on the first piece: it marks what goes on in a word, and the first piece does not",
  },
  {
    answer: longestMistakes.noMark,
    say: "pieces that go on are looked for without its ##: in a word's middle the token is ## and the text, another one than "
      + "the text alone",
  },
  {
    answer: longestMistakes.noMarkButWritten,
    say: "pieces that go on are looked for without its ##, which is put on afterwards: so tokens come out that the vocabulary "
      + "may not have",
  },
  { answer: longestMistakes.bothForms, say: BOTH },
  { answer: longestMistakes.bothFormsBareFirst, say: BOTH },
  {
    answer: longestMistakes.markDropped,
    say: "## is taken off: give the tokens as they stand in the vocabulary, ##able and able are two",
  },
  {
    answer: longestMistakes.shortestFirst,
    say: "this takes the shortest token that fits: begin with all that is left of the word, and shorten it",
  },
  {
    answer: longestMistakes.keepsTheRest,
    say: "the pieces before are kept, and [UNK] stands for the rest only: in WordPiece the whole word is [UNK]",
  },
  {
    answer: longestMistakes.fallsSilent,
    say: "the rest that no token fits is dropped without a trace: then the whole word is [UNK]",
  },
  {
    answer: longestMistakes.skipsUnknown,
    say: "a letter that no token fits is left out: then the whole word is [UNK]",
  },
  {
    answer: longestMistakes.fewest,
    say: "this looks for the fewest pieces: WordPiece takes the longest at each place, and a choice is never taken back, even "
      + "where it ends in [UNK]",
  },
];

export const searching: Mistake[] = [
  {
    answer: viterbiMistakes.anyTextIsAPiece,
    say: "a text that is no piece was taken as one, with score 0, the best of all: where scores.get(…) is undefined, go on to "
      + "the next start",
  },
  {
    answer: viterbiMistakes.multipliedFromZero,
    say: "the scores are multiplied, and best[0] is 0, so all of them become 0: they are logarithms, which are added",
  },
  {
    answer: viterbiMistakes.addsProbabilities,
    say: "probabilities are added here: the scores are logarithms already; add them as they are, without Math.exp",
  },
  {
    answer: viterbiMistakes.greedy,
    say: "this takes the longest piece at each place: that is WordPiece's way; the most probable way as a whole may begin with "
      + "a shorter one",
  },
  {
    answer: viterbiMistakes.bestPieceFirst,
    say: "this takes the most probable piece at each place, and never looks back: what counts is the sum over the whole text",
  },
  {
    answer: viterbiMistakes.fewest,
    say: "this looks for the fewest pieces: two probable ones can be more probable than one rare one",
  },
  {
    answer: viterbiMistakes.multiplied,
    say: "logarithms are multiplied: probabilities are multiplied, so their logarithms are added",
  },
  {
    answer: viterbiMistakes.onlyTheLast,
    say: "only the last piece's score counts: add it to that of the way before it, best[start]",
  },
  {
    answer: viterbiMistakes.allWays,
    say: "this score is that of all ways together: here it is the best way's alone",
  },
  { answer: viterbiMistakes.backwards, say: "the last piece comes first: put each piece in front of those found before" },
  {
    answer: viterbiMistakes.mean,
    say: "this takes the way with the best score per piece: the sum counts, so that each further piece has its price",
  },
  {
    answer: viterbiMistakes.asProbability,
    say: "the score is a probability here: give its logarithm, the sum of the scores",
  },
  {
    answer: viterbiMistakes.leastProbable,
    say: "this is the least probable way: a score closer to 0 is the larger one",
  },
];

export const losing: Mistake[] = [
  {
    answer: unknownMistakes.ofTokens,
    say: "this is the share of the tokens, which can't be compared between vocabularies: one [UNK] can be a letter or a whole "
      + "word. Count the characters that it stands for",
  },
  {
    answer: unknownMistakes.tokensPerCharacter,
    say: "unknown tokens are divided by characters: count the characters of each, text.slice(start, end)",
  },
  {
    answer: unknownMistakes.spacesInAll,
    say: "white space is counted below the line: visible(text) leaves it out",
  },
  {
    answer: unknownMistakes.endMinusStart,
    say: "end − start counts UTF-16 units and white space: take visible(text.slice(start, end)), as for the whole text",
  },
  {
    answer: unknownMistakes.plainLength,
    say: "white space is counted, and length counts UTF-16 units, of which 👍 has two: visible(…) counts characters",
  },
  {
    answer: unknownMistakes.codeUnits,
    say: "length counts UTF-16 units, of which 👍 has two: characters are what [...text] gives",
  },
  {
    answer: unknownMistakes.withSpaces,
    say: "white space is counted, too, which some tokenizers drop: visible(…) leaves it out",
  },
  { answer: unknownMistakes.known, say: "this is the share of what is known: the unknown is asked for" },
  { answer: unknownMistakes.ofKnown, say: "this is divided by what is known: divide by all characters" },
  { answer: unknownMistakes.notDivided, say: "this is the number of lost characters: divide by all of them" },
];

/** Where the text has as many characters as UTF-16 units, one can't tell which of them was counted. */
export const notBytes: Mistake[] = [{
  answer: bitsMistakes.codePoints,
  say: "neither characters nor text.length, which counts UTF-16 units, are bytes: in UTF-8 é takes two",
}, {
  answer: bitsMistakes.natsPerCharacter,
  say: "these are nats for each character, or unit of text.length: bytes are wanted (in UTF-8 é takes two), and bits, nats / ln 2",
}];

export const measuring: Mistake[] = [
  { answer: bitsMistakes.nats, say: "these are nats per byte: divide by ln 2 for bits" },
  {
    answer: bitsMistakes.codeUnits,
    say: "text.length counts UTF-16 units, not bytes: é is one unit and two bytes, € one and three, 👍 two and four",
  },
  {
    answer: bitsMistakes.codePoints,
    say: "characters are not bytes: in UTF-8 é takes two, € three, 👍 four",
  },
  {
    answer: bitsMistakes.natsPerCharacter,
    say: "these are nats per character: bytes are wanted (in UTF-8 é takes two), and bits, nats / ln 2",
  },
  {
    answer: bitsMistakes.natsPerUnit,
    say: "these are nats for each unit of text.length: bytes are wanted (in UTF-8 é takes two), and bits, nats / ln 2",
  },
  {
    answer: bitsMistakes.utf16,
    say: "this counts two bytes for each unit, as a string lies in memory: texts are stored and compared in UTF-8",
  },
  {
    answer: bitsMistakes.timesLn2,
    say: "the nats are multiplied by ln 2: a nat is more than a bit (1.44 of them), so divide by it",
  },
  { answer: bitsMistakes.inAll, say: "these are the bits of the whole text: divide by its bytes" },
  { answer: bitsMistakes.inverted, say: "these are bytes per bit: the other way round" },
];
