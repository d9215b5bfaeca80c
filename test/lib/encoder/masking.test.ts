import * as tf from "@tensorflow/tfjs-core";
import * as byhand from "byhand";
import { beforeAll, describe, expect, it } from "vitest";
import { mutated } from "../../mutated";

type Library = typeof byhand;

beforeAll(() => byhand.useEngine("cpu"));

const tokenizer = byhand.WordPieceTokenizer.train("the cat sat on the mat and the dog lay on the rug", { vocabularySize: 60 });
const vocabulary = byhand.maskingVocabulary(tokenizer);
const text = tokenizer.encode("the cat sat on the mat and the dog lay on the rug");

/** How far a share of so many trials may be from its probability, in all but one of 10⁵ cases: 4.4 standard deviations. */
const margin = (probability: number, trials: number): number => 4.4 * Math.sqrt((probability * (1 - probability)) / trials);

/** How far the rates of masking are from the paper's, in units of what chance allows; above 1 is too far. */
async function ratesBeside(library: Library): Promise<Record<string, number>> {
  const random = new library.Random(7);
  const counts = { tokens: 0, chosen: 0, masked: 0, changed: 0, kept: 0, special: 0 };
  const drawn = new Map<number, number>(); // how often each token was put in another's place
  for (let i = 0; i < 4000; i++) {
    const draws = library.drawMasking(text.length, { vocabulary, random });
    const { ids, labels } = library.maskTokens(text, draws, vocabulary);
    text.forEach((id, j) => {
      const isSpecial = vocabulary.specialIds.includes(id);
      const isChosen = labels[j] !== -100;
      counts.tokens += Number(!isSpecial);
      counts.special += Number(isSpecial && (isChosen || ids[j] !== id));
      counts.chosen += Number(isChosen);
      if (!isChosen) return;
      counts.masked += Number(ids[j] === vocabulary.maskId);
      counts.changed += Number(ids[j] !== vocabulary.maskId && ids[j] !== id);
      counts.kept += Number(ids[j] === id);
      if (ids[j] !== vocabulary.maskId && ids[j] !== id) drawn.set(ids[j]!, (drawn.get(ids[j]!) ?? 0) + 1);
    });
  }
  const { tokens, chosen } = counts;
  const byChance = 0.1 / vocabulary.ordinaryIds.length; // a random token that is the same again
  const beside = (count: number, probability: number, trials: number): number =>
    Math.abs(count / trials - probability) / margin(probability, trials);
  // Each ordinary token takes another's place equally often: of those that the text has, in all but their own places.
  const { ordinaryIds, specialIds } = vocabulary;
  const ordinary = text.filter((id) => !specialIds.includes(id));
  const chiSquared = ordinaryIds.reduce((sum, token) => {
    const own = ordinary.filter((id) => id === token).length / ordinary.length;
    const expected = (counts.changed * (1 - own)) / (ordinaryIds.length - 1);
    return sum + ((drawn.get(token) ?? 0) - expected) ** 2 / expected;
  }, 0);
  const free = ordinaryIds.length - 1; // χ² has this mean, and twice as much for its variance
  return {
    replacements: counts.changed === 0 ? Infinity : (chiSquared - free) / (4.4 * Math.sqrt(2 * free)),
    chosen: beside(counts.chosen, 0.15, tokens),
    masked: beside(counts.masked, 0.8, chosen),
    changed: beside(counts.changed, 0.1 - byChance, chosen),
    kept: beside(counts.kept, 0.1 + byChance, chosen),
    special: counts.special === 0 ? 0 : Infinity,
  };
}

describe("masking as in the paper", () => {
  it("chooses 15 % of the tokens, never a special one; of these 80 % are masked, 10 % replaced, 10 % kept", async () => {
    const rates = await ratesBeside(byhand);
    expect(Math.max(...Object.values(rates)), JSON.stringify(rates)).toBeLessThan(1);
  });

  it.each([
    ["that masks whatever is chosen", "const MASKED = 0.8", "const MASKED = 0.9"],
    ["that replaces too many", "const RANDOM = 0.1", "const RANDOM = 0.15"],
    ["that chooses special tokens, too", " && !specialIds.includes(id)", ""],
    ["that chooses a fifth", "share = 0.15 }: {", "share = 0.2 }: {"],
    ["that draws special tokens", "random.choice(ordinaryIds)", "4"],
    ["that draws some tokens only", "random.choice(ordinaryIds)", "random.choice(ordinaryIds.slice(5))"],
    ["that draws the first tokens more often", "token: each(() => random.choice(ordinaryIds))",
      "token: each(() => ordinaryIds[Math.floor(random.uniform() ** 2 * ordinaryIds.length)])"],
  ])("which tells a library %s", async (_, from, to) => {
    const rates = await ratesBeside(await mutated("encoder/masking.ts", { from, to }));
    expect(Math.max(...Object.values(rates))).toBeGreaterThan(1.5);
  });

  it("does by hand what its random numbers say", () => {
    const draws = { choice: [0, 0.1, 0.14, 0.15, 0.1], kind: [0, 0.79, 0.85, 0, 0.95], token: [9, 9, 8, 9, 9] };
    expect(byhand.maskTokens([2, 10, 11, 12, 13], draws, { maskId: 4, specialIds: [0, 1, 2, 3, 4] }))
      .toEqual({ ids: [2, 4, 8, 12, 13], labels: [-100, 10, 11, -100, 13] });
  });

  it("repeats with the seed, and draws anew with the next random numbers", () => {
    const masked = (random: byhand.Random): byhand.MaskedText =>
      byhand.maskTokens(text, byhand.drawMasking(text.length, { vocabulary, random }), { ...vocabulary, share: 0.5 });
    const random = new byhand.Random(3);
    const first = masked(random);
    expect(masked(new byhand.Random(3))).toEqual(first);
    expect(masked(random)).not.toEqual(first);
  });

  it("knows the tokenizer's mask, special and ordinary tokens", () => {
    expect(vocabulary.maskId).toBe(4);
    expect(vocabulary.specialIds).toEqual([0, 1, 2, 3, 4]);
    expect(vocabulary.ordinaryIds).toEqual(Array.from({ length: tokenizer.vocabularySize - 5 }, (_, i) => i + 5));
  });

  it.each<[string, () => unknown, RegExp]>([
    ["a share above 1", () => byhand.maskTokens([7], byhand.drawMasking(1, { vocabulary, random: new byhand.Random(1) }),
      { ...vocabulary, share: 15 }), /share is 15: expected a number from 0 to 1, such as 0\.15/],
    ["too few random numbers", () => byhand.maskTokens([7, 8], { choice: [1], kind: [1, 1], token: [1, 1] }, vocabulary),
      /draws\.choice has 1 numbers for 2 ids: give one for each/],
    ["a tokenizer without special tokens", () => byhand.maskingVocabulary(byhand.CharTokenizer.train("abc")),
      /tokenizer has no special tokens/],
    ["a tokenizer without a mask", () => byhand.maskingVocabulary(byhand.WordTokenizer.train("a b c")),
      /maskToken is "\[MASK\]", but the tokenizer's special tokens are \[UNK\]: train it with one/],
    ["a way of masking that there is none of", () => byhand.maskedBatch([tokenizer.encodeWithOffsets("the cat")],
      { vocabulary, random: new byhand.Random(1), masking: "once" as never }), /masking is "once": expected "dynamic" or "static"/],
  ])("refuses %s", (_, run, message) => {
    expect(run).toThrow(message);
  });
});

describe("a batch of masked texts", () => {
  const texts = ["the cat sat on the mat", "the dog lay"].map((text) => tokenizer.encodeWithOffsets(text));

  async function values(batch: ReturnType<typeof byhand.maskedBatch>): Promise<Record<string, number[][]>> {
    const { ids, tokenTypes, attentionMask } = batch.inputs;
    const read = { ids, tokenTypes, attentionMask, labels: batch.targets };
    const found: Record<string, number[][]> = {};
    for (const [name, tensor] of Object.entries(read)) found[name] = (await tensor.array()) as number[][];
    tf.dispose([batch.inputs, batch.targets]);
    return found;
  }

  it("has padding that is neither attended to nor learned from, and its original tokens where none was chosen", async () => {
    const random = new byhand.Random(1);
    const batch = byhand.maskedBatch(texts, { vocabulary, random, share: 0.5, length: 12 });
    const { ids, labels, attentionMask } = await values(batch);
    texts.forEach((text, row) => {
      expect(attentionMask![row]).toEqual(Array.from({ length: 12 }, (_, i) => (i < text.ids.length ? 1 : 0)));
      expect(ids![row]!.slice(text.ids.length).every((id) => id === 0)).toBe(true);
      expect(labels![row]!.slice(text.ids.length).every((label) => label === -100)).toBe(true);
      text.ids.forEach((id, i) => expect(labels![row]![i] === -100 ? ids![row]![i] : labels![row]![i]).toBe(id));
    });
    expect(labels!.flat().some((label) => label !== -100)).toBe(true);
  });

  /** Whether a text gets the same masks again, where other texts stand beside it. */
  async function repeats(library: Library, masking: "dynamic" | "static"): Promise<boolean> {
    const options = { vocabulary, random: new library.Random(2), share: 0.5, masking };
    const [first] = (await values(library.maskedBatch(texts, options)))["ids"]!;
    const [second] = (await values(library.maskedBatch([texts[0]!], options)))["ids"]!;
    return `${first}` === `${second}`;
  }

  it("is masked anew each time (dynamic), or always alike, whatever stands beside a text (static)", async () => {
    expect(await repeats(byhand, "static")).toBe(true);
    expect(await repeats(byhand, "dynamic")).toBe(false);
  });

  it.each([
    ["static", "masking === \"static\" ? new Random", "masking === undefined ? new Random"],
    ["dynamic", "masking === \"static\" ? new Random", "masking ? new Random"],
  ] as const)("is told from one whose %s masks are the other ones", async (masking, from, to) => {
    const mutant = await mutated("encoder/pretrainingBatch.ts", { from, to });
    expect(await repeats(mutant, masking)).not.toBe(await repeats(byhand, masking));
  });

  it.each(["dynamic", "static"] as const)("has the paper's rates over many texts: %s", async (masking) => {
    const words = ["the", "cat", "sat", "on", "mat", "and", "dog", "lay", "rug"];
    const random = new byhand.Random(4);
    const many = Array.from({ length: 400 }, () =>
      tokenizer.encodeWithOffsets(Array.from({ length: 12 }, () => random.choice(words)).join(" ")));
    const { ids, labels } = await values(byhand.maskedBatch(many, { vocabulary, random: new byhand.Random(5), masking }));
    const all = ids!.flatMap((row, i) => row.map((id, j) => ({ id, label: labels![i]![j]!, original: many[i]!.ids[j] })));
    const ordinary = all.filter(({ original }) => original !== undefined && !vocabulary.specialIds.includes(original));
    const chosen = ordinary.filter(({ label }) => label !== -100);
    const masked = chosen.filter(({ id }) => id === vocabulary.maskId);
    const kept = chosen.filter(({ id, original }) => id === original);
    const again = 0.1 / vocabulary.ordinaryIds.length; // a random token that is the same
    for (const [count, probability, trials] of [
      [chosen.length, 0.15, ordinary.length], [masked.length, 0.8, chosen.length], [kept.length, 0.1 + again, chosen.length],
    ] as const) expect(Math.abs(count / trials - probability)).toBeLessThan(margin(probability, trials));
    expect(all.filter(({ label }) => label !== -100)).toHaveLength(chosen.length); // no special ones
  });

  it("uses a learner's own masking", async () => {
    const own = (ids: readonly number[]): byhand.MaskedText => ({ ids: ids.map(() => 4), labels: [...ids] });
    const batch = byhand.maskedBatch(texts, { vocabulary, random: new byhand.Random(1), parts: { maskTokens: own } });
    const { ids, labels } = await values(batch);
    expect(ids![0]).toEqual(texts[0]!.ids.map(() => 4));
    expect(labels![0]).toEqual(texts[0]!.ids);
  });

  it("of pairs says which second text is the next: 0, or a random one: 1", async () => {
    const encoding = tokenizer.encodeWithOffsets("the cat", { pair: "the dog" });
    const examples = [{ encoding, isNext: true }, { encoding, isNext: false }];
    const { inputs, targets } = byhand.pretrainingBatch(examples, { vocabulary, random: new byhand.Random(1) });
    expect([...(await targets.nextSentence.data())]).toEqual([0, 1]);
    expect((await inputs.tokenTypes.array())[0]).toEqual(encoding.typeIds);
    tf.dispose([inputs, targets]);
  });
});
