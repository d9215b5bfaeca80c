/** A person: the name and the pronouns. */
export type Person = readonly [name: string, she: "she" | "he", her: "her" | "him"];

/** The words of the mini-language that documents and tasks share, by what they can be. */
export const WORDS = {
  girls: ["anna", "clara", "emma", "julia", "mary", "nora"],
  boys: ["ben", "david", "hugo", "max", "oscar", "tom"],
  /** People's names that are towns, too: only the words around them tell which. */
  girlsOrTowns: ["victoria", "florence", "sydney", "georgia"],
  boysOrTowns: ["austin", "jordan", "lincoln", "chester"],
  towns: ["london", "vienna", "lisbon", "madrid", "oslo", "cairo", "tokyo", "boston", "dublin", "berlin"],
  /** What stands before such a name where it is a lake's, a port's or a mountain's. */
  landmarks: ["lake", "port", "mount"],
  /** Surnames that are also what somebody is. */
  trades: ["baker", "cook", "king", "mason"],
  things: ["kite", "drum", "lamp", "ring", "boat", "coat", "clock", "chair", "vase", "flute"],
  foods: ["soup", "cake", "bread", "tea", "rice", "pie", "fish", "salad"],
  good: ["good", "lovely", "tasty", "fresh", "great", "perfect"],
  bad: ["bad", "awful", "bland", "stale", "burnt", "sour"],
  liked: ["liked", "loved", "enjoyed"],
  hated: ["hated", "disliked", "refused"],
  pleased: ["smiled", "laughed", "danced", "cheered"],
  displeased: ["frowned", "complained", "sighed", "cried"],
  again: ["gladly", "surely", "soon"],
  notAgain: ["never", "hardly", "not"],
  gave: ["gave", "sold", "lent", "sent"],
  got: ["got", "bought", "borrowed", "took"],
} as const;

/** Those whose names can't be anything else. */
export const PEOPLE: readonly Person[] = [
  ...WORDS.girls.map((name): Person => [name, "she", "her"]),
  ...WORDS.boys.map((name): Person => [name, "he", "him"]),
];

/** All who have a name. */
export const ALL_PEOPLE: readonly Person[] = [
  ...PEOPLE,
  ...WORDS.girlsOrTowns.map((name): Person => [name, "she", "her"]),
  ...WORDS.boysOrTowns.map((name): Person => [name, "he", "him"]),
];

/** Names that a person or a town can have. */
export const AMBIGUOUS: readonly string[] = [...WORDS.girlsOrTowns, ...WORDS.boysOrTowns];
