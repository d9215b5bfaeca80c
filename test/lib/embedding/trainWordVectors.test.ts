import * as tf from "@tensorflow/tfjs-core";
import * as byhand from "byhand";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

type Result = byhand.WordVectorResult;

const KINDS = ["gender", "capital", "tense", "plural"] as const;

/** A corpus small enough for many runs. */
const few = byhand.analogyCorpus({ sentences: 300 }).sentences;
const SHORT = { hiddenSize: 8, steps: 12, batchSize: 64 };

function release({ vectors, contexts }: Result): void {
  vectors.dispose();
  contexts.dispose();
}

async function short(options: byhand.WordVectorOptions): Promise<{ losses: number[]; rows: number[][] }> {
  const result = await byhand.trainWordVectors(few, { ...SHORT, ...options });
  const found = { losses: result.losses, rows: await result.vectors.rows() };
  release(result);
  return found;
}

describe("word vectors of the analogy corpus", () => {
  const corpus = byhand.analogyCorpus();
  let result: Result;

  beforeAll(async () => {
    await byhand.useEngine();
    result = await byhand.trainWordVectors(corpus.sentences, { steps: 1400 }); // of the usual 2000
  }, 300_000);
  afterAll(() => release(result));

  it("answer nine in ten of its questions or more, of each kind", async () => {
    for (const kind of KINDS) {
      const { asked, correct, accuracy, wrong } = await byhand.analogyAccuracy(result.vectors, corpus.questions[kind]);
      expect(asked).toBe(90);
      expect(wrong).toHaveLength(asked - correct);
      expect(accuracy, `${kind}: ${wrong.slice(0, 5).map(({ question, answer }) => [...question, answer]).join("; ")}`)
        .toBeGreaterThanOrEqual(0.9);
    }
  });

  it("would answer next to none where the words of all sentences are shuffled", async () => {
    const words = corpus.sentences.flat();
    const shuffled = new byhand.Random(1).shuffle(words);
    let at = 0;
    const sentences = corpus.sentences.map(({ length }) => shuffled.slice(at, at += length)); // the same counts and lengths
    const nonsense = await byhand.trainWordVectors(sentences, { steps: 200 });
    for (const kind of KINDS) {
      expect((await byhand.analogyAccuracy(nonsense.vectors, corpus.questions[kind])).accuracy).toBeLessThan(0.1);
    }
    release(nonsense);
  }, 300_000);

  /** The leans of the occupations by what was planted. */
  async function leans(vectors: byhand.WordVectors): Promise<Record<"he" | "she" | "both", number[]>> {
    const found = await byhand.biasProbe(vectors, words, poles);
    const [he, she, both] = [found.slice(0, 6), found.slice(6, 12), found.slice(12)]
      .map((group) => group.map(({ lean }) => lean));
    return { he: he!, she: she!, both: both! };
  }
  const words = corpus.occupations.map(({ word }) => word);
  const poles = { from: corpus.groups.women!, to: corpus.groups.men! };
  const mean = (values: number[]): number => values.reduce((a, b) => a + b) / values.length;

  it("lean as was planted, all of them, and the association test finds it", async () => {
    const { he, she, both } = await leans(result.vectors);
    expect(Math.min(...he)).toBeGreaterThan(Math.max(...she));
    expect(mean(both)).toBeLessThan(mean(he));
    expect(mean(both)).toBeGreaterThan(mean(she));
    expect(mean(he) - mean(she)).toBeGreaterThan(0.1); // 0.13
    const groups = { first: words.slice(0, 6), second: words.slice(6, 12) };
    const { pValue, effectSize } = await byhand.associationTest(result.vectors, { ...groups, ...poles });
    expect(pValue).toBeLessThan(0.005); // 1/924 is the least there is
    expect(effectSize).toBeGreaterThan(1.5);
  });

  it("lean nowhere where nothing was planted", async () => {
    const fair = byhand.analogyCorpus({ bias: 0.5 });
    const unbiased = await byhand.trainWordVectors(fair.sentences, { steps: 700 });
    const { he, she } = await leans(unbiased.vectors);
    release(unbiased);
    expect(Math.abs(mean(he) - mean(she))).toBeLessThan(0.03); // 0.01, by chance on one side or the other
  }, 300_000);
});

describe("training word vectors", () => {
  beforeAll(() => byhand.useEngine());

  it("repeats itself bit for bit with the same seed, and only then", async () => {
    const [first, again, other] = [await short({ seed: 3 }), await short({ seed: 3 }), await short({ seed: 4 })];
    expect(again).toEqual(first);
    expect(other.losses).not.toEqual(first.losses);
    expect(other.rows).not.toEqual(first.rows);
  });

  it("learns the same with and without a graph, and on every engine", async () => {
    const { name } = await byhand.useEngine();
    const { losses } = await short({ steps: 4 });
    const plain = await short({ steps: 4, compiled: false });
    plain.losses.forEach((loss, i) => expect(loss).toBeCloseTo(losses[i]!, 4)); // rounded in another order
    for (const engine of ["wasm", "cpu"] as const) {
      await byhand.useEngine(engine);
      (await short({ steps: 4 })).losses.forEach((loss, i) => expect(loss).toBeCloseTo(losses[i]!, 4));
    }
    await byhand.useEngine(name);
  });

  it("thins frequent words out with a threshold, by the seed", async () => {
    const thinned = await short({ threshold: 0.005 });
    expect(thinned.losses).not.toEqual((await short({})).losses);
    expect(await short({ threshold: 0.005 })).toEqual(thinned);
  });

  it("gives rare words no vector", async () => {
    const result = await byhand.trainWordVectors(few, { ...SHORT, minimumCount: 5 });
    const { words } = byhand.countWords(few, { minimumCount: 5 });
    expect(result.vectors.words).toEqual(words);
    expect(words.length).toBeLessThan(byhand.countWords(few).words.length);
    release(result);
  });

  it("learns with the learner's own look-up and loss", async () => {
    const calls = { embedding: 0, skipGramLoss: 0 };
    const parts: byhand.SkipGramParts = {
      embedding: (table, ids) => (calls.embedding++, byhand.oneHotEmbedding(table, ids)),
      skipGramLoss: (...vectors) => (calls.skipGramLoss++, byhand.skipGramLoss(...vectors)),
    };
    const { losses } = await short({ parts });
    (await short({})).losses.forEach((loss, i) => expect(losses[i]).toBeCloseTo(loss, 4));
    expect(calls.embedding).toBe(3 * calls.skipGramLoss);
    expect(calls.skipGramLoss).toBeGreaterThan(0);
  });

  it("reports each step, and stops where it is told to with what it has learnt", async () => {
    const steps: number[] = [];
    const stop = new AbortController();
    const result = await byhand.trainWordVectors(few, {
      ...SHORT,
      signal: stop.signal,
      onProgress: ({ step, steps: all, loss, losses }) => {
        expect([all, loss, losses.length]).toEqual([12, losses[step - 1], step]);
        steps.push(step);
        if (step === 5) stop.abort();
      },
    });
    expect(steps).toEqual([1, 2, 3, 4, 5]);
    expect([result.stopped, result.steps]).toEqual([true, 5]);
    const whole = await short({});
    expect(result.losses).toEqual(whole.losses.slice(0, 5));
    release(result);
  });

  it("leaves no tensor but the vectors behind", async () => {
    await short({});
    const before = tf.memory().numTensors;
    const result = await byhand.trainWordVectors(few, SHORT);
    expect(tf.memory().numTensors).toBe(before + 2);
    release(result);
    await expect(byhand.trainWordVectors(few, { ...SHORT, onProgress: () => { throw new Error("mine"); } }))
      .rejects.toThrow("mine");
    expect(tf.memory().numTensors).toBe(before);
  });
});
