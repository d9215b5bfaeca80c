import { allStories } from "./stories";
import { textProbability } from "./textProbability";

/** What the generator of {@link embeddedCorpus} has to say about one story. */
export interface StoryVerdict {
  /** the story with its line end */
  story: string;
  /** ln p of the story in nats; −Infinity where the generator can't make it */
  logProbability: number;
  /** how many of its characters, from its beginning, the generator could have written: all of a possible story */
  possibleCharacters: number;
}

/** How likely the whole stories of a text are; `nats / characters` compares with the corpus's `entropyPerCharacter`. */
export interface StoryLikelihood {
  /** whole stories, that is lines with their ends */
  stories: number;
  /** those among them that the generator can't make */
  impossible: number;
  /** −ln p of the possible ones together */
  nats: number;
  /** characters of the possible ones, line ends included */
  characters: number;
}

/**
 * The exact ln p(story) in nats under the generator of {@link embeddedCorpus}: the sum of ln p of the choices that make
 * it; −Infinity where it can't make it. A story ends with its line end.
 */
export function storyLogProbability(story: string): number {
  return judged(story).logProbability;
}

/**
 * Each whole story of a text, judged by the generator of {@link embeddedCorpus}; a last line without its end is left
 * out.
 * @param fromStart whether the text begins with a story; otherwise what stands before its first line end is left out
 */
export function judgeStories(text: string, { fromStart = true }: { fromStart?: boolean } = {}): StoryVerdict[] {
  const lines = text.split("\n").slice(fromStart ? 0 : 1, -1);
  return lines.map((line) => judged(`${line}\n`));
}

/** As {@link judgeStories}, summed up: how many of the stories are possible, and how likely those are. */
export function storyLikelihood(text: string, options: { fromStart?: boolean } = {}): StoryLikelihood {
  const verdicts = judgeStories(text, options);
  const possible = verdicts.filter(({ logProbability }) => logProbability > -Infinity);
  return {
    stories: verdicts.length,
    impossible: verdicts.length - possible.length,
    nats: possible.reduce((sum, { logProbability }) => sum - logProbability, 0),
    characters: possible.reduce((sum, { story }) => sum + story.length, 0),
  };
}

function judged(story: string): StoryVerdict {
  const { probability, possible } = textProbability(allStories(), story);
  return { story, logProbability: Math.log(probability), possibleCharacters: possible };
}
