import { forEach, type Grammar, maybe, oneOf, weighted } from "./grammar";
import { STORY_WORDS, type StoryWords } from "./storyWords";

/** Who or what a story is about, and the words that agree with it. */
interface Person {
  name: string;
  she: "she" | "he";
  her: "her" | "him";
}

interface Thing {
  noun: string;
  many: boolean;
  it: "it" | "them";
}

let all: Grammar | undefined;

/** The grammar of {@link embeddedCorpus}'s stories, made once. */
export function allStories(): Grammar {
  return (all ??= storyGrammar());
}

/**
 * Stories of one line each, about somebody, some thing and an animal.
 *
 * `Mia had a red kite. She lost it near the well. Soon a shy fox met her. Mia gave the kite to the fox, because …`
 * What must agree lies apart: she or he with the name; it or them, is or are, was or were with the thing; the last
 * sentence repeats names and things, which a model can only know by looking back; "it" in the reason at the end is the
 * animal, since the reasons fit it.
 *
 * Every story determines the choices that made it: each sentence names what is chosen in it, sentences of different
 * kinds begin differently where both may stand, and a story ends with the line. So the entropy of a story is the sum of
 * its choices' entropies, and a text of independent stories has, for each character, `H(story) / E[length of story]`
 * (the story being a prefix-free code word of a renewal process).
 */
export function storyGrammar(words: StoryWords = STORY_WORDS): Grammar {
  const girls = words.girls.map((name): Person => ({ name, she: "she", her: "her" }));
  const boys = words.boys.map((name): Person => ({ name, she: "he", her: "him" }));
  const things = words.things.flatMap(([one, many]): Thing[] => [
    { noun: one, many: false, it: "it" },
    { noun: many, many: true, it: "them" },
  ]);
  return forEach([...girls, ...boys], (who) =>
    forEach(things, (thing) => {
      const start = [beginning(who, thing, words), " ", middle(who, thing, words)]; // once for all animals
      return forEach(words.animals, (animal) =>
        [start, meeting(who, animal, words), " ", end(who, thing, animal), "\n"]);
    }),
  );
}

function middle(who: Person, thing: Thing, words: StoryWords): Grammar {
  return weighted(
    [4, [loss(who, thing, words), " "]],
    [3, [description(thing, words), " "]],
    [2, ""],
  );
}

function end(who: Person, thing: Thing, animal: string): Grammar {
  return weighted(
    [5, giving(who, thing, animal)],
    [2, help(who, thing, animal)],
    [3, question(who, thing, animal)],
  );
}

/** `One morning Mia found three odd keys.` */
function beginning(who: Person, thing: Thing, { looks }: StoryWords): Grammar {
  const some = thing.many
    ? [oneOf("two", "three", "four", "some"), " ", oneOf(...looks)]
    : [oneOf(...looks.map((look) => withArticle(look)))];
  return weighted(
    [3, [who.name, " ", oneOf("had", "made", "got"), " ", some, " ", thing.noun, "."]],
    [2, ["One ", oneOf("morning", "evening", "day", "winter"), " ", who.name, " found ", some, " ", thing.noun, "."]],
  );
}

/** `She lost them near the old well.` */
function loss(who: Person, thing: Thing, { losses, places }: StoryWords): Grammar {
  const where = [oneOf("near", "behind", "under"), " the ", oneOf(...places)];
  return [capital(who.she), " ", oneOf(...losses), " ", thing.it, " ", where, "."];
}

/** `The key beside the gates was heavy.`: the verb agrees with the thing, whatever number the place has. */
function description({ noun, many }: Thing, { looks, places }: StoryWords): Grammar {
  const beside = maybe(0.5, [" beside the ", oneOf(...places), maybe(0.5, "s")]);
  return ["The ", noun, beside, many ? " were " : " was ", oneOf("very", "too", "not"), " ", oneOf(...looks), "."];
}

/** `Soon a merry goat followed her.` */
function meeting(who: Person, animal: string, { moods }: StoryWords): Grammar {
  return [
    oneOf("Soon", "Then", "At noon", "By night"), " ", oneOf(...moods.map((mood) => withArticle(mood))),
    " ", animal, " ",
    oneOf("followed", "greeted", "watched", "scared", "licked", "passed", "heard", "met"), " ", who.her, ".",
  ];
}

/** `Mia gave the keys to the owl, because it was cold.` */
function giving(who: Person, { noun }: Thing, animal: string): Grammar {
  const because = oneOf(
    [who.she, " was ", oneOf("kind", "tired", "rich", "late")],
    ["it ", oneOf("was cold", "had fleas", "could fly", "smelled good")],
  );
  const gave = oneOf("gave", "showed", "sold", "lent");
  return [who.name, " ", gave, ` the ${noun} to the ${animal}, because `, because, "."];
}

/** `The frog helped Tom to carry it.` */
function help(who: Person, { it }: Thing, animal: string): Grammar {
  return [`The ${animal} helped ${who.name} to `, oneOf("mend", "find", "paint", "carry"), ` ${it}.`];
}

/** `"Are these your keys?" asked the owl. "No, my aunt's," she said.` */
function question(who: Person, { noun, many }: Thing, animal: string): Grammar {
  return [
    `"${many ? "Are these" : "Is this"} your ${noun}?" asked the ${animal}. "`, oneOf("Yes", "No"), `, my `,
    oneOf("aunt", "uncle", "mother", "father"), `'s," ${who.she} `, oneOf("said", "sang", "sighed", "cried"), ".",
  ];
}

function withArticle(word: string): string {
  return `${/^[aeiou]/.test(word) ? "an" : "a"} ${word}`;
}

function capital(word: string): string {
  return word[0].toUpperCase() + word.slice(1);
}
