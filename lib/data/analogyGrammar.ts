import {
  type AnalogyPair, CAPITAL_PAIRS, type DistinctPair, GENDER_PAIRS, MOODS, OCCUPATIONS, PLURAL_PAIRS, TENSE_PAIRS,
} from "./analogyWords";
import { type Grammar, oneOf, weighted } from "./grammar";

const HE = { he: "he", his: "his", him: "him", himself: "himself" };
const SHE: typeof HE = { he: "she", his: "her", him: "her", himself: "herself" };

/**
 * Sentences in which a word is known by the company it keeps: a queen stands beside what royalty has, as a king does,
 * beside "she" and "her", as a woman does, and beside something of her own. No sentence holds two pairs.
 *
 * @param bias the share of "he" in sentences on the occupations that lean to it, and of "she" for the others
 */
export function analogyGrammar(bias: number): Grammar {
  return weighted(
    [5, byFrequency(GENDER_PAIRS, person)],
    [3, occupation(bias)],
    [5, byFrequency(CAPITAL_PAIRS, place)],
    [4, byFrequency(TENSE_PAIRS, action)],
    [4, byFrequency(PLURAL_PAIRS, thing)],
  );
}

/** The first pair of a list is three times as frequent as its last. */
function byFrequency<T extends AnalogyPair>(pairs: readonly T[], sentence: (pair: T) => Grammar): Grammar {
  return weighted(...pairs.map((pair, i): [number, Grammar] => [3 - (2 * i) / (pairs.length - 1), sentence(pair)]));
}

/** `the queen wore her golden crown`, `the queen named a new ship`, `the boy said that he was tired` */
function person({ words, own, beside }: DistinctPair): Grammar {
  return oneOf(...[HE, SHE].map((who, i) => weighted(
    [5, ["the ", words[i], " ", oneOf(...beside.map((does) => does.replace("{his}", who.his)))]],
    [3, ["the ", words[i], " ", own[i]]],
    [2, pronounSentence(words[i], who)],
  )));
}

/** `we met the pilot and thanked her` */
function occupation(bias: number): Grammar {
  const sentence = (share: number) => (word: string): Grammar =>
    weighted([share, pronounSentence(word, HE)], [1 - share, pronounSentence(word, SHE)]);
  return oneOf(
    ...OCCUPATIONS.he.map(sentence(bias)),
    ...OCCUPATIONS.she.map(sentence(1 - bias)),
    ...OCCUPATIONS.both.map(sentence(0.5)),
  );
}

function pronounSentence(word: string, { he, his, him, himself }: typeof HE): Grammar {
  return oneOf(
    ["the ", word, " said that ", he, " was ", oneOf(...MOODS)],
    ["we met the ", word, " and ", oneOf("thanked", "greeted", "followed"), " ", him],
    ["when the ", word, " was ", oneOf(...MOODS), " ", he, " went home"],
    ["the ", word, " saw ", himself, " in the mirror"],
    ["the ", word, " forgot ", his, " ", oneOf("keys", "umbrella", "glasses")],
  );
}

/** `in rome we spoke italian and ate pizza`, `the streets of rome are crowded`, `the border of italy is long` */
function place({ words: [country, city], own, beside: [adjective, ...dishes] }: DistinctPair): Grammar {
  const dish = oneOf(...dishes);
  const either = (name: string): Grammar => oneOf(
    ["the ", adjective, " people in ", name, " eat ", dish],
    ["in ", name, " we spoke ", adjective, " and ate ", dish],
  );
  return weighted(
    [4, either(country)],
    [4, either(city)],
    [3, oneOf(
      ["the ", oneOf("border", "coast"), " of ", country, " is long"],
      ["the ", oneOf("president", "army", "parliament"), " of ", country, " defends the nation"],
      [oneOf("farmers", "miners"), " all over ", country, " sell ", dish, " to other nations"],
    )],
    [3, oneOf(
      ["the ", oneOf("streets", "suburbs"), " of ", city, " are crowded"],
      ["the ", oneOf("mayor", "underground", "airport"), " of ", city, " serves the town"],
      ["cafes downtown in ", city, " sell ", dish, " to tourists"],
    )],
    [2, [country, " is famous for ", own[0]]],
    [2, ["in ", city, " tourists admire the ", own[1]]],
    [1, [city, " is the capital of ", country]],
  );
}

/** `every day they walk along the road`, `yesterday they walked through the forest` */
function action({ words: [present, past], beside }: AnalogyPair): Grammar {
  const what = oneOf(...beside);
  const who = oneOf("they", "we", "you", "the neighbours");
  return oneOf(
    ["every ", oneOf("day", "morning"), " ", who, " ", present, " ", what],
    ["tomorrow ", who, " will ", present, " ", what],
    [who, " can ", present, " ", what, " now"],
    ["yesterday ", who, " ", past, " ", what],
    ["last ", oneOf("week", "year"), " ", who, " ", past, " ", what],
    [who, " ", past, " ", what, " long ago"],
  );
}

/** `this cat has soft fur`, `there are many cats with nine lives` */
function thing({ words: [one, many], own, beside }: DistinctPair): Grammar {
  const [its, their] = own.map((only) => weighted([3, oneOf(...beside)], [2, only]));
  return oneOf(
    ["this ", one, " has ", its],
    ["there is a ", one, " with ", its],
    ["one ", one, " was here and it had ", its],
    ["these ", many, " have ", their],
    ["there are ", oneOf("two", "many", "some"), " ", many, " with ", their],
    ["all ", many, " were here and they had ", their],
  );
}
