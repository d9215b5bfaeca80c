import { embeddedCorpus, judgeStories, storyLikelihood, storyLogProbability } from "byhand";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Grammar, oneOf } from "../../../lib/data/grammar";
import { textProbability } from "../../../lib/data/textProbability";
import { mutated } from "../../mutated";
import { enumerate } from "./enumerate";

// Grammars over "a" and "b" that can make one text in many ways, and options that nothing takes.
const { grammar: anyGrammar } = fc.letrec<{ grammar: Grammar }>((tie) => ({
  grammar: fc.oneof({ maxDepth: 3, withCrossShrink: true },
    fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 2 }),
    fc.array(tie("grammar"), { maxLength: 3 }),
    fc.array(fc.tuple(fc.integer({ min: 0, max: 4 }), tie("grammar")), { minLength: 1, maxLength: 3 })
      .filter((options) => options.some(([weight]) => weight > 0))
      .map((options) => {
        const total = options.reduce((sum, [weight]) => sum + weight, 0);
        return { options: options.map(([weight, grammar]) => ({ probability: weight / total, grammar })) };
      }),
  ),
}));

/** The texts of a grammar, each once with its whole probability. */
function texts(grammar: Grammar): Map<string, number> {
  const all = new Map<string, number>();
  for (const [text, p] of enumerate(grammar)) if (p > 0) all.set(text, (all.get(text) ?? 0) + p);
  return all;
}

describe("textProbability", () => {
  it("is what counting all ways to make a text gives, and sums to 1 over all texts", () => {
    fc.assert(fc.property(anyGrammar, (grammar) => {
      let sum = 0;
      for (const [text, p] of texts(grammar)) {
        const found = textProbability(grammar, text).probability;
        expect(found).toBeCloseTo(p, 12);
        sum += found;
      }
      expect(sum).toBeCloseTo(1, 10);
    }), { numRuns: 300 });
  });

  it("finds how much of any text begins some text of the grammar", () => {
    const anyText = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 6 });
    fc.assert(fc.property(anyGrammar, anyText, (grammar, text) => {
      const common = (other: string): number => {
        let same = 0;
        while (same < text.length && text[same] === other[same]) same++;
        return same;
      };
      const all = texts(grammar);
      expect(textProbability(grammar, text)).toEqual({
        probability: expect.closeTo(all.get(text) ?? 0, 12), possible: Math.max(...[...all.keys()].map(common)),
      });
    }), { numRuns: 500 });
  });

  it("adds up the ways: a|ab then b|nothing makes ab twice", () => {
    expect(textProbability([oneOf("a", "ab"), oneOf("b", "")], "ab").probability).toBe(0.5);
    expect(textProbability([oneOf("a", "ab"), oneOf("b", "")], "abb").probability).toBe(0.25);
  });
});

const good = "Mia had a red kite. Soon a shy fox met her. The fox helped Mia to carry it.\n";
const text = embeddedCorpus({ characters: 40_000, seed: 11 }).text;

/** Standard errors between the mean of −ln p over drawn stories for each character and the closed-form entropy. */
function standardErrors({ judgeStories: judge }: { judgeStories: typeof judgeStories }): number {
  const drawn = judge(text);
  const stated = embeddedCorpus({ characters: 1 }).entropyPerCharacter!;
  const residuals = drawn.map(({ story, logProbability }) => -logProbability - stated * story.length);
  const mean = residuals.reduce((sum, value) => sum + value, 0) / drawn.length;
  const variance = residuals.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (drawn.length - 1);
  return Math.abs(mean) / Math.sqrt(variance / drawn.length);
}

describe("storyLogProbability", () => {
  // "Mia had a red kite. Soon a shy fox met her. The fox helped Mia to carry it."
  const choices = [
    1 / 12, 1 / 24, 1 / 8, // Mia, kite (one), fox
    3 / 5, 1 / 3, 1 / 16, // "… had …" rather than "One morning …", had, red
    2 / 9, // nothing in the middle
    1 / 4, 1 / 12, 1 / 8, // Soon, shy, met
    2 / 10, 1 / 4, // help, carry
  ];
  const byHand = choices.reduce((sum, p) => sum + Math.log(p), 0);

  it("is the sum of the choices' logarithms, by hand", () => {
    expect(storyLogProbability(good)).toBeCloseTo(byHand, 9);
  });

  it("is told apart from a variant that takes all options for equally probable", async () => {
    const mutant = await mutated("data/textProbability.ts",
      { from: "read(option, start), probability)", to: "read(option, start), 1 / options.length)" });
    expect(mutant.storyLogProbability(good)).not.toBeCloseTo(byHand, 9);
  });

  it("is −Infinity where names, pronouns or numbers do not agree, and without the line end", () => {
    const story = "Mia had two odd keys. She lost them near the well. Soon a shy fox met her. " +
      "The fox helped Mia to carry them.\n";
    expect(storyLogProbability(story)).toBeGreaterThan(-Infinity);
    for (const [right, wrong] of [
      ["She", "He"], ["lost them", "lost it"], ["met her", "met him"], ["helped Mia", "helped Tom"],
      ["The fox", "The owl"], ["a shy", "an shy"], ["carry them", "carry it"], ["\n", ""], ["\n", "\n\n"], ["Mia", ""],
    ]) {
      expect(storyLogProbability(story.replace(right!, wrong!))).toBe(-Infinity);
    }
  });

  it("has the entropy of the corpus as the mean of its negative over drawn stories", () => {
    expect(standardErrors({ judgeStories })).toBeLessThan(3.3);
  });

  it.each([
    ["gives bits for nats", "storyLikelihood.ts", { from: "Math.log(probability)", to: "Math.log2(probability)" }],
    ["forgets how probable an option is", "textProbability.ts",
      { from: "read(option, start), probability)", to: "read(option, start), 1)" }],
    ["leaves the line end out of the story", "storyLikelihood.ts", { from: "`${line}\\n`", to: "line" }],
  ])("is told apart from a variant that %s", async (_, file, change) => {
    const mutant = await mutated(`data/${file}`, change);
    expect(standardErrors(mutant)).not.toBeLessThan(3.3);
  });
});

describe("judgeStories and storyLikelihood", () => {
  const wrong = "Mia had a red kite. Soon a shy fox met him. The fox helped Mia to carry it.\n";
  const nonsense = "zzz\n";

  it("count whole stories only: no last line without its end, and the first only where the text begins with it", () => {
    const stories = (given: string, fromStart?: boolean): string[] =>
      judgeStories(given, { fromStart }).map(({ story }) => story);
    expect(stories(good + wrong + "Mia ha")).toEqual([good, wrong]);
    expect(stories("ite.\n" + good, false)).toEqual([good]);
    expect(stories("Mia ha")).toEqual([]);
    expect(stories("")).toEqual([]);
    expect(storyLikelihood("Mia ha")).toEqual({ stories: 0, impossible: 0, nats: 0, characters: 0 });
  });

  it("tell how far a story could have come from the generator", () => {
    const reach = (story: string): string => story.slice(0, judgeStories(story)[0]!.possibleCharacters);
    expect(reach(good)).toBe(good);
    expect(reach(wrong)).toBe("Mia had a red kite. Soon a shy fox met h");
    expect(reach(nonsense)).toBe("");
    expect(reach("Mia had an red kite.\n")).toBe("Mia had an ");
    expect(reach("Mia had a red kites.\n")).toBe("Mia had a red kite");
    expect(reach("\n")).toBe("");
  });

  it("sum up nats and characters of the possible stories alone", () => {
    const nats = -storyLogProbability(good);
    expect(storyLikelihood(good + wrong + good + nonsense + "Mia"))
      .toEqual({ stories: 4, impossible: 2, nats: expect.closeTo(2 * nats, 9), characters: 2 * good.length });
  });

  it("find every story of the corpus possible", () => {
    const { stories, impossible, nats, characters } = storyLikelihood(text);
    expect([stories, impossible, characters]).toEqual([text.split("\n").length - 1, 0, text.lastIndexOf("\n") + 1]);
    expect(nats / characters).toBeCloseTo(embeddedCorpus({ characters: 1 }).entropyPerCharacter!, 2);
  });

  it.each([
    ["counts a last line without its end", "storyLikelihood.ts",
      { from: "fromStart ? 0 : 1, -1)", to: "fromStart ? 0 : 1)" }],
    ["keeps the first line anyway", "storyLikelihood.ts", { from: "fromStart ? 0 : 1", to: "0" }],
    ["takes impossible stories for possible", "storyLikelihood.ts", { from: "> -Infinity", to: ">= -Infinity" }],
    ["finds the first wrong character in the way tried last", "textProbability.ts",
      { from: "Math.max(possible, start + same)", to: "start + same" }],
    ["counts up to what was wholly read", "textProbability.ts",
      { from: "Math.max(possible, start + same)", to: "Math.max(possible, same === part.length ? start + same : 0)" }],
  ])("are told apart from a variant that %s", async (_, file, change) => {
    const seen = ({ judgeStories: judge, storyLikelihood: sum }: {
      judgeStories: typeof judgeStories; storyLikelihood: typeof storyLikelihood;
    }): unknown => {
      const given = `ite.\n${good}${wrong}Mia had a red kites.\nMia ha`;
      return [judge(given, { fromStart: false }), sum(given, { fromStart: false })];
    };
    expect(seen(await mutated(`data/${file}`, change))).not.toEqual(seen({ judgeStories, storyLikelihood }));
  });
});
