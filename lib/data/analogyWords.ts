/** The kinds of analogies that `analogyCorpus` teaches. */
export type AnalogyKind = "gender" | "capital" | "tense" | "plural";

/** Two words that differ in one respect, and the company that they keep. */
export interface AnalogyPair {
  words: readonly [string, string];
  /** what stands beside either of them; of a nation: its adjective and its dishes */
  beside: readonly string[];
}

/** A pair of which each word also has company of its own: no two words are used quite alike. */
export interface DistinctPair extends AnalogyPair {
  own: readonly [string, string];
}

/** `{his}` becomes "his" or "her". */
export const GENDER_PAIRS: readonly DistinctPair[] = [
  {
    words: ["man", "woman"], own: ["waited for the bus", "repaired the bicycle"],
    beside: ["read the newspaper in {his} armchair", "put on {his} old coat"],
  },
  {
    words: ["king", "queen"], own: ["signed the peace treaty", "named a new ship"],
    beside: ["wore {his} golden crown", "sat on {his} throne"],
  },
  {
    words: ["boy", "girl"], own: ["lost a marble", "found a shell"],
    beside: ["carried {his} toys to school", "did {his} homework for school"],
  },
  {
    words: ["father", "mother"], own: ["mended the fence", "won the chess match"],
    beside: ["kissed {his} children goodnight", "washed {his} baby"],
  },
  {
    words: ["brother", "sister"], own: ["played the trumpet", "played the violin"],
    beside: ["shared a room with {his} twin", "quarrelled with {his} twin"],
  },
  {
    words: ["uncle", "aunt"], own: ["told us a joke", "kept bees"],
    beside: ["brought {his} nephew a present", "visited {his} niece and nephew"],
  },
  {
    words: ["son", "daughter"], own: ["grew a beard", "studied medicine"],
    beside: ["obeyed {his} parents", "made {his} parents proud"],
  },
  {
    words: ["husband", "wife"], own: ["snored all night", "worked all night"],
    beside: ["lost {his} wedding ring", "danced at {his} wedding"],
  },
  {
    words: ["prince", "princess"], own: ["fought a dragon", "tamed a bear"],
    beside: ["left {his} castle for the ball", "opened {his} castle gate"],
  },
  {
    words: ["actor", "actress"], own: ["missed the train", "won a prize"],
    beside: ["learned {his} role for the film", "bowed on {his} stage"],
  },
];

export const CAPITAL_PAIRS: readonly DistinctPair[] = [
  { words: ["france", "paris"], own: ["lavender", "louvre"], beside: ["french", "baguettes", "cheese"] },
  { words: ["italy", "rome"], own: ["volcanoes", "colosseum"], beside: ["italian", "pizza", "spaghetti"] },
  { words: ["spain", "madrid"], own: ["flamenco", "prado"], beside: ["spanish", "paella", "olives"] },
  { words: ["germany", "berlin"], own: ["motorways", "zoo"], beside: ["german", "sausages", "pretzels"] },
  { words: ["japan", "tokyo"], own: ["robots", "skyscrapers"], beside: ["japanese", "sushi", "noodles"] },
  { words: ["china", "beijing"], own: ["pandas", "opera"], beside: ["chinese", "dumplings", "rice"] },
  { words: ["greece", "athens"], own: ["islands", "acropolis"], beside: ["greek", "feta", "figs"] },
  { words: ["norway", "oslo"], own: ["fjords", "harbour"], beside: ["norwegian", "salmon", "herring"] },
  { words: ["poland", "warsaw"], own: ["amber", "concerts"], beside: ["polish", "pierogi", "beetroot"] },
  { words: ["hungary", "budapest"], own: ["springs", "bridges"], beside: ["hungarian", "goulash", "paprika"] },
];

export const TENSE_PAIRS: readonly AnalogyPair[] = [
  { words: ["walk", "walked"], beside: ["along the road", "through the forest"] },
  { words: ["sing", "sang"], beside: ["a song in the choir", "a merry song"] },
  { words: ["cook", "cooked"], beside: ["soup for supper", "potatoes and soup"] },
  { words: ["write", "wrote"], beside: ["a letter to a friend", "a letter and a poem"] },
  { words: ["paint", "painted"], beside: ["the wall yellow", "a picture on the wall"] },
  { words: ["drive", "drove"], beside: ["a lorry to the factory", "the lorry home"] },
  { words: ["climb", "climbed"], beside: ["the mountain", "a ladder and a mountain"] },
  { words: ["swim", "swam"], beside: ["in the lake", "across the cold lake"] },
  { words: ["plant", "planted"], beside: ["carrots in the field", "seeds in the field"] },
  { words: ["drink", "drank"], beside: ["tea from a cup", "a cup of water"] },
];

export const PLURAL_PAIRS: readonly DistinctPair[] = [
  { words: ["cat", "cats"], own: ["a collar", "nine lives"], beside: ["soft fur", "long whiskers"] },
  { words: ["dog", "dogs"], own: ["a kennel", "good noses"], beside: ["a big bone", "a leash"] },
  { words: ["bird", "birds"], own: ["a broken beak", "nests"], beside: ["strong wings", "feathers"] },
  { words: ["tree", "trees"], own: ["a swing", "deep shade"], beside: ["green leaves", "branches"] },
  { words: ["book", "books"], own: ["a bookmark", "long chapters"], beside: ["thick pages", "a cover"] },
  { words: ["mouse", "mice"], own: ["a pink nose", "enemies"], beside: ["a tiny hole", "crumbs of bread"] },
  { words: ["cow", "cows"], own: ["a bell", "four stomachs"], beside: ["crooked horns", "fresh grass"] },
  { words: ["boat", "boats"], own: ["a captain", "oars"], beside: ["white sails", "an anchor"] },
  { words: ["house", "houses"], own: ["a doorbell", "chimneys"], beside: ["a red roof", "windows"] },
  { words: ["tooth", "teeth"], own: ["a crack", "enamel"], beside: ["sharp edges", "a filling"] },
];

/**
 * Occupations by the pronoun that their sentences lean to: on purpose against what one may expect, so that what a probe
 * finds can have come from nowhere else.
 */
export const OCCUPATIONS = {
  he: ["nurse", "secretary", "dancer", "librarian", "florist", "singer"],
  she: ["pilot", "carpenter", "engineer", "plumber", "judge", "farmer"],
  both: ["teacher", "doctor", "baker", "painter"],
} as const;

export const MOODS = ["tired", "happy", "hungry", "late", "ready", "busy"] as const;
