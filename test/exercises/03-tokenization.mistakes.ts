// What the misconceptions of lesson 03 compute: the checks recognise them, and they are the exercises' wrong answers.

type Pair = readonly [left: string, right: string];
type Word = { tokens: readonly string[]; count: number };
type PairCount = { pair: Pair; count: number };

type Counting = {
  /** the words whose places are looked at */
  words?: (words: readonly Word[]) => readonly Word[];
  key?: (left: string, right: string) => string;
  add?: (before: number, count: number) => number;
  worth?: (word: Word) => number;
  /** what a pair's first place counts */
  first?: (word: Word) => number;
  /** the places of a word that count */
  places?: (tokens: readonly string[]) => number[];
};

const allPlaces = (tokens: readonly string[]): number[] => Array.from({ length: Math.max(0, tokens.length - 1) }, (_, i) => i);

/** Counting pairs with one step bent as a misconception would bend it. */
export const countVariant = ({
  words: looked = (words) => words, key = (left, right) => JSON.stringify([left, right]),
  add = (before, count) => before + count, worth = ({ count }) => count, first = worth, places = allPlaces,
}: Counting) =>
  (words: readonly Word[]): PairCount[] => {
    const counts = new Map<string, PairCount>();
    for (const word of looked(words)) {
      for (const i of places(word.tokens)) {
        const [left, right] = [word.tokens[i], word.tokens[i + 1]];
        const entry = counts.get(key(left, right));
        if (entry) entry.count = add(entry.count, worth(word));
        else counts.set(key(left, right), { pair: [left, right], count: first(word) });
      }
    }
    return [...counts.values()];
  };

const firstOfEach = (tokens: readonly string[], from = allPlaces(tokens)): number[] => {
  const seen = new Set<string>();
  return from.filter((i) => {
    const key = JSON.stringify([tokens[i], tokens[i + 1]]);
    return !seen.has(key) && seen.add(key);
  });
};

const apart = (tokens: readonly string[]): number[] => {
  const kept: number[] = [];
  for (const i of allPlaces(tokens)) {
    const inARow = tokens[i] === tokens[i + 1] && kept.includes(i - 1) && tokens[i - 1] === tokens[i];
    if (!inARow) kept.push(i);
  }
  return kept;
};

/** Each misconception about counting pairs, by name. */
export const countMistakes = {
  acrossWords: (words: readonly Word[]): PairCount[] =>
    countVariant({})([{
      tokens: words.flatMap(({ tokens, count }) => Array<readonly string[]>(count).fill(tokens).flat()), count: 1,
    }]),
  joinedWords: (words: readonly Word[]): PairCount[] =>
    countVariant({})([{ tokens: words.flatMap(({ tokens }) => tokens), count: 1 }]),
  eachWordOnce: countVariant({ worth: () => 1 }),
  onceInAWord: countVariant({ places: (tokens) => firstOfEach(tokens) }),
  withoutOverlap: countVariant({ places: apart }),
  overwritten: countVariant({ add: (_, count) => count }),
  addsOne: countVariant({ add: (before) => before + 1 }),
  beginsWithOne: countVariant({ first: () => 1 }),
  /** its last pair has no right token, which no result may hold */
  pastTheEnd: countVariant({ places: (tokens) => tokens.map((_, i) => i) }),
  joinedKey: countVariant({ key: (left, right) => left + right }),
  withoutOrder: countVariant({ key: (left, right) => JSON.stringify([left, right].sort()) }),
  lastMissing: countVariant({ places: (tokens) => allPlaces(tokens).slice(0, -1) }),
  byFrequency: (words: readonly Word[]): PairCount[] => countVariant({})(words).sort((a, b) => b.count - a.count),
};

type Merging = {
  fits?: (tokens: readonly string[], i: number, pair: Pair) => boolean;
  /** how many places a merge uses up */
  used?: number;
  last?: boolean;
  most?: number;
};

/** Merging a pair with one step bent as a misconception would bend it. */
export const mergeVariant = ({
  fits = (tokens, i, [left, right]) => tokens[i] === left && tokens[i + 1] === right, used = 2, last = true, most = Infinity,
}: Merging) =>
  (tokens: readonly string[], pair: Pair): string[] => {
    const merged: string[] = [];
    let count = 0;
    let consumed = -1; // up to here all tokens stand in merged
    for (let i = 0; i < tokens.length; i++) {
      if (i <= consumed && !fits(tokens, i, pair)) continue;
      if (count < most && fits(tokens, i, pair)) {
        merged.push(tokens[i] + tokens[i + 1]);
        count++;
        consumed = i + 1;
        i += used - 1;
      } else if (last || i + 1 < tokens.length) merged.push(tokens[i]);
    }
    return merged;
  };

/** Each misconception about merging a pair, by name. */
export const mergeMistakes = {
  usesTwice: mergeVariant({ used: 1 }),
  skipsTwo: mergeVariant({ used: 3 }),
  usesTwiceAndKeeps: (tokens: readonly string[], [left, right]: Pair): string[] =>
    tokens.map((token, i) => (token === left && tokens[i + 1] === right ? left + right : token)),
  rightToLeft: (tokens: readonly string[], [left, right]: Pair): string[] => {
    const merged: string[] = [];
    for (let i = tokens.length - 1; i >= 0; i--) {
      if (tokens[i] === right && tokens[i - 1] === left) merged.unshift(tokens[--i] + right);
      else merged.unshift(tokens[i]);
    }
    return merged;
  },
  onlyTheFirst: mergeVariant({ most: 1 }),
  inTheText: (tokens: readonly string[], [left, right]: Pair): string[] =>
    tokens.join(" ").replaceAll(`${left} ${right}`, left + right).split(" "),
  dropsTheLast: mergeVariant({ last: false }),
  bothWays: mergeVariant({
    fits: (tokens, i, [left, right]) =>
      (tokens[i] === left && tokens[i + 1] === right) || (tokens[i] === right && tokens[i + 1] === left),
  }),
  untilNoneIsLeft: (tokens: readonly string[], [left, right]: Pair): string[] => {
    const join = (list: readonly string[]): string[] => {
      const merged = mergeVariant({
        fits: (all, i) => i + 1 < all.length && (all[i] + all[i + 1]).replaceAll(left + right, "") === "",
      })(list, [left, right]);
      return merged.length < list.length ? join(merged) : merged;
    };
    return join(tokens);
  },
};

/** What may be merged: a place, and the rank of its pair. */
type Candidate = { at: number; rank: number; text: string; count: number };

type Ranking = {
  /** the place to merge, of those whose pair is among the merges, from left to right */
  choose?: (candidates: Candidate[]) => Candidate;
  most?: number;
  rankOf?: (left: string, right: string, merges: readonly Pair[]) => number;
};

const least = (candidates: Candidate[], value: (candidate: Candidate) => number): Candidate =>
  candidates.reduce((best, each) => (value(each) < value(best) ? each : best));

/** Encoding by rank with one step bent as a misconception would bend it. */
export const rankVariant = ({
  choose = (candidates) => least(candidates, ({ rank }) => rank), most = Infinity,
  rankOf = (left, right, merges) => merges.findIndex((pair) => pair[0] === left && pair[1] === right),
}: Ranking) =>
  (letters: readonly string[], merges: readonly Pair[]): string[] => {
    const tokens = [...letters];
    for (let done = 0; done < most; done++) {
      const pairs = allPlaces(tokens).map((at) => {
        const [left, right] = [tokens[at], tokens[at + 1]];
        return { at, text: left + right, rank: rankOf(left, right, merges) };
      });
      const candidates = pairs.filter(({ rank }) => rank >= 0)
        .map((each) => ({ ...each, count: pairs.filter(({ rank }) => rank === each.rank).length }));
      if (candidates.length === 0) break;
      const { at } = choose(candidates);
      tokens.splice(at, 2, tokens[at] + tokens[at + 1]);
    }
    return tokens;
  };

/** Each misconception about encoding by rank, by name. */
export const rankMistakes = {
  byFrequency: rankVariant({ choose: (candidates) => least(candidates, ({ count, rank }) => -1e6 * count + rank) }),
  inTextOrder: rankVariant({ choose: ([first]) => first }),
  byLength: rankVariant({ choose: (candidates) => least(candidates, ({ text, rank }) => -1e6 * text.length + rank) }),
  highestFirst: rankVariant({ choose: (candidates) => least(candidates, ({ rank }) => -rank) }),
  zeroIsFalse: rankVariant({
    rankOf: (left, right, merges) => merges.findIndex((pair) => pair[0] === left && pair[1] === right) || -1,
  }),
  neverTheSameList: (letters: readonly string[]): string[] => [...letters],
  minusOneIsLowest: (letters: readonly string[]): string[] => [letters.join("")],
  rightmost: rankVariant({ choose: (candidates) => least([...candidates].reverse(), ({ rank }) => rank) }),
  once: rankVariant({ most: 1 }),
  anyKnownToken: rankVariant({
    rankOf: (left, right, merges) => merges.findIndex((pair) => pair.join("") === left + right),
  }),
  longestToken: (letters: readonly string[], merges: readonly Pair[]): string[] => {
    const known = new Set([...letters, ...merges.map((pair) => pair.join(""))]);
    const text = letters.join("");
    const tokens: string[] = [];
    for (let start = 0, end; start < text.length; start = end) {
      end = text.length;
      while (end > start + 1 && !known.has(text.slice(start, end))) end--;
      tokens.push(text.slice(start, end));
    }
    return tokens;
  },
};

type Matching = {
  mark?: (start: number) => string;
  /** the ends to try, in their order */
  ends?: (start: number, length: number) => number[];
  write?: (token: string) => string;
  unknown?: (tokens: string[], rest: string) => string[] | null;
};

const down = (start: number, length: number): number[] => Array.from({ length: length - start }, (_, i) => length - i);

/** Longest match first with one step bent as a misconception would bend it. */
export const longestVariant = ({
  mark = (start) => (start === 0 ? "" : "##"), ends = down, write = (token) => token, unknown = () => ["[UNK]"],
}: Matching) =>
  (word: string, vocabulary: readonly string[]): string[] => {
    const known = new Set(vocabulary);
    const tokens: string[] = [];
    for (let start = 0; start < word.length;) {
      const end = ends(start, word.length).find((each) => known.has(mark(start) + word.slice(start, each)));
      if (end === undefined) {
        const instead = unknown(tokens, word.slice(start));
        if (instead) return instead;
        start++;
        continue;
      }
      tokens.push(write(mark(start) + word.slice(start, end)));
      start = end;
    }
    return tokens;
  };

/** Takes a piece with ## or without it wherever it stands, the form that comes first in `forms` before the other. */
const eitherForm = (forms: (start: number) => string[]) => (word: string, vocabulary: readonly string[]): string[] => {
  const tokens: string[] = [];
  for (let start = 0, end; start < word.length; start = end) {
    const known = (to: number): string | undefined =>
      forms(start).map((mark) => mark + word.slice(start, to)).find((token) => vocabulary.includes(token));
    end = down(start, word.length).find((to) => known(to));
    if (end === undefined) return ["[UNK]"];
    tokens.push(known(end)!);
  }
  return tokens;
};

/** Each misconception about longest match first, by name. */
export const longestMistakes = {
  markOnFirst: longestVariant({ mark: () => "##" }),
  markWrittenOnFirst: (word: string, vocabulary: readonly string[]): string[] =>
    longestVariant({})(word, vocabulary).map((token) => (token.startsWith("##") || token === "[UNK]" ? token : `##${token}`)),
  noMark: longestVariant({ mark: () => "" }),
  noMarkButWritten: (word: string, vocabulary: readonly string[]): string[] =>
    longestVariant({ mark: () => "" })(word, vocabulary).map((token, i) => (i > 0 ? `##${token}` : token)),
  markDropped: longestVariant({ write: (token) => token.replace("##", "") }),
  bothForms: eitherForm((start) => (start === 0 ? ["", "##"] : ["##", ""])),
  bothFormsBareFirst: eitherForm(() => ["", "##"]),
  shortestFirst: longestVariant({ ends: (start, length) => down(start, length).reverse() }),
  keepsTheRest: longestVariant({ unknown: (tokens) => [...tokens, "[UNK]"] }),
  skipsUnknown: longestVariant({ unknown: () => null }),
  fallsSilent: longestVariant({ unknown: (tokens) => tokens }),
  fewest: (word: string, vocabulary: readonly string[]): string[] => {
    const known = new Set(vocabulary);
    const best: (string[] | undefined)[] = [[]];
    for (let end = 1; end <= word.length; end++) {
      for (let start = 0; start < end; start++) {
        const [before, token] = [best[start], (start === 0 ? "" : "##") + word.slice(start, end)];
        if (!before || !known.has(token)) continue;
        if (!best[end] || before.length + 1 < best[end]!.length) best[end] = [...before, token];
      }
    }
    return best[word.length] ?? ["[UNK]"];
  },
};

type Way = { pieces: string[]; score: number };
type Pieces = readonly (readonly [piece: string, score: number])[];

type Cutting = {
  add?: (before: number, score: number) => number;
  better?: (way: Way, best: Way) => boolean;
  give?: (way: Way) => Way;
  /** the score of what is no piece; without it there is none */
  unknown?: number;
};

/** Viterbi with one step bent as a misconception would bend it. */
export const viterbiVariant = ({
  add = (before, score) => before + score, better = (way, best) => way.score > best.score, give = (way) => way, unknown,
}: Cutting) =>
  (text: string, pieces: Pieces): Way => {
    const scores = new Map(pieces);
    const best: (Way | undefined)[] = [{ pieces: [], score: 0 }];
    for (let end = 1; end <= text.length; end++) {
      for (let start = 0; start < end; start++) {
        const [before, piece] = [best[start], text.slice(start, end)];
        const score = scores.get(piece) ?? unknown;
        if (!before || score === undefined) continue;
        const way = { pieces: [...before.pieces, piece], score: add(before.score, score) };
        if (!best[end] || better(way, best[end]!)) best[end] = way;
      }
    }
    return give(best[text.length]!);
  };

const total = (found: string[], pieces: Pieces): number => {
  const scores = new Map(pieces);
  return found.reduce((sum, piece) => sum + scores.get(piece)!, 0);
};

/** The logarithm of all ways' probability together. */
const together = (text: string, pieces: Pieces): number => {
  const scores = new Map(pieces);
  const forward = [1];
  for (let end = 1; end <= text.length; end++) {
    forward[end] = 0;
    for (let start = 0; start < end; start++) {
      const score = scores.get(text.slice(start, end));
      if (score !== undefined) forward[end] += forward[start] * Math.exp(score);
    }
  }
  return Math.log(forward[text.length]);
};

/** Each misconception about the most probable way, by name. */
export const viterbiMistakes = {
  greedy: (text: string, pieces: Pieces): Way => {
    const known = pieces.map(([piece]) => piece);
    const found: string[] = [];
    for (let start = 0; start < text.length; start += found.at(-1)!.length) {
      found.push(known.filter((piece) => text.startsWith(piece, start)).reduce((a, b) => (b.length > a.length ? b : a)));
    }
    return { pieces: found, score: total(found, pieces) };
  },
  bestPieceFirst: (text: string, pieces: Pieces): Way => {
    const found: string[] = [];
    for (let start = 0; start < text.length; start += found.at(-1)!.length) {
      found.push(pieces.filter(([piece]) => text.startsWith(piece, start)).reduce((a, b) => (b[1] > a[1] ? b : a))[0]);
    }
    return { pieces: found, score: total(found, pieces) };
  },
  fewest: (text: string, pieces: Pieces): Way => {
    const { pieces: found } = viterbiVariant({ better: (way, best) => way.pieces.length < best.pieces.length })(text, pieces);
    return { pieces: found, score: total(found, pieces) };
  },
  multiplied: viterbiVariant({ add: (before, score) => (before === 0 ? score : before * score) }),
  multipliedFromZero: viterbiVariant({ add: (before, score) => before * score }),
  addsProbabilities: viterbiVariant({ add: (before, score) => before + Math.exp(score) }),
  anyTextIsAPiece: viterbiVariant({ unknown: 0 }),
  onlyTheLast: viterbiVariant({ add: (_, score) => score }),
  allWays: (text: string, pieces: Pieces): Way => ({ ...viterbiVariant({})(text, pieces), score: together(text, pieces) }),
  backwards: viterbiVariant({ give: ({ pieces, score }) => ({ pieces: [...pieces].reverse(), score }) }),
  mean: viterbiVariant({ better: (way, best) => way.score / way.pieces.length > best.score / best.pieces.length }),
  asProbability: viterbiVariant({ give: ({ pieces, score }) => ({ pieces, score: Math.exp(score) }) }),
  leastProbable: viterbiVariant({ better: (way, best) => way.score < best.score }),
};

type Encoded = { ids: readonly number[]; offsets: readonly (readonly [start: number, end: number])[] };

const inkOf = (text: string): number => [...text].filter((character) => character.trim() !== "").length;

type Losing = { size?: (text: string) => number; give?: (lost: number, all: number) => number };

/** The unknown share with one step bent as a misconception would bend it. */
export const unknownVariant = ({ size = inkOf, give = (lost, all) => lost / all }: Losing) =>
  (text: string, { ids, offsets }: Encoded, unknownId: number): number =>
    give(
      offsets.reduce((sum, [start, end], i) => (ids[i] === unknownId ? sum + size(text.slice(start, end)) : sum), 0),
      size(text),
    );

/** Each misconception about the unknown share, by name. */
export const unknownMistakes = {
  ofTokens: (_: string, { ids }: Encoded, unknownId: number): number =>
    ids.filter((id) => id === unknownId).length / ids.length,
  codeUnits: unknownVariant({ size: (text) => text.replace(/\s/gu, "").length }),
  plainLength: unknownVariant({ size: (text) => text.length }),
  endMinusStart: (text: string, { ids, offsets }: Encoded, unknownId: number): number =>
    offsets.reduce((sum, [start, end], i) => (ids[i] === unknownId ? sum + end - start : sum), 0) / inkOf(text),
  withSpaces: unknownVariant({ size: (text) => [...text].length }),
  spacesInAll: (text: string, encoded: Encoded, unknownId: number): number =>
    unknownVariant({ give: (lost) => lost / [...text].length })(text, encoded, unknownId),
  known: unknownVariant({ give: (lost, all) => 1 - lost / all }),
  ofKnown: unknownVariant({ give: (lost, all) => lost / (all - lost) }),
  tokensPerCharacter: (text: string, { ids }: Encoded, unknownId: number): number =>
    ids.filter((id) => id === unknownId).length / inkOf(text),
  notDivided: unknownVariant({ give: (lost) => lost }),
};

/** Bits per byte with one step bent as a misconception would bend it. */
export const bitsVariant = ({
  size = (text: string): number => new TextEncoder().encode(text).length,
  give = (nats: number, bytes: number): number => nats / Math.LN2 / bytes,
}) =>
  (totalNats: number, text: string): number => give(totalNats, size(text));

/** Each misconception about bits per byte, by name. */
export const bitsMistakes = {
  codeUnits: bitsVariant({ size: (text) => text.length }),
  codePoints: bitsVariant({ size: (text) => [...text].length }),
  utf16: bitsVariant({ size: (text) => 2 * text.length }),
  nats: bitsVariant({ give: (nats, bytes) => nats / bytes }),
  natsPerCharacter: bitsVariant({ size: (text) => [...text].length, give: (nats, characters) => nats / characters }),
  natsPerUnit: bitsVariant({ size: (text) => text.length, give: (nats, units) => nats / units }),
  timesLn2: bitsVariant({ give: (nats, bytes) => (nats * Math.LN2) / bytes }),
  inAll: bitsVariant({ give: (nats) => nats / Math.LN2 }),
  inverted: bitsVariant({ give: (nats, bytes) => (bytes * Math.LN2) / nats }),
};
