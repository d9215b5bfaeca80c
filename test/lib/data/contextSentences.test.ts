import * as tf from "@tensorflow/tfjs-core";
import {
  type AmbiguousSentence, type ContextSentence, contextSentences, functionalCall, GPT, initialMoments,
  type PronounSentence, Random, trainingStep, useEngine,
} from "byhand";
import { beforeAll, describe, expect, it } from "vitest";
import { answerBatch } from "./answerBatch";

const { vocabulary, length, sentences } = contextSentences({ count: 3000, seed: 2 });
const pronouns = sentences.filter((sentence): sentence is PronounSentence => sentence.kind === "pronoun");
const ambiguous = sentences.filter((sentence): sentence is AmbiguousSentence => sentence.kind === "ambiguous");

/** Written down apart from the generator. */
const MEANT: Record<string, string> = {
  queen: "she", witch: "she", nurse: "she", aunt: "she", king: "he", pirate: "he", baker: "he", uncle: "he",
  dog: "it", cat: "it", bird: "it", frog: "it",
};
const RIVER = ["boat", "oar", "net", "canoe"];
const MONEY = ["coins", "gold", "cheque", "purse"];

describe("contextSentences", () => {
  it("gives sentences of one length whose ids count the vocabulary's words", () => {
    expect(pronouns.length).toBe(ambiguous.length);
    expect(new Set(vocabulary).size).toBe(vocabulary.length);
    for (const { tokens, ids } of sentences) {
      expect(tokens.length).toBe(length);
      expect(ids.map((id) => vocabulary[id])).toEqual(tokens);
    }
  });

  it("points to the pronoun, to the noun that it means, and to the other noun, which it can't mean", () => {
    for (const { tokens, pronounPosition, nounPosition, otherNounPosition, answerPosition } of pronouns) {
      expect(["she", "he", "it"]).toContain(tokens[pronounPosition]);
      expect(MEANT[tokens[nounPosition]]).toBe(tokens[pronounPosition]);
      expect(MEANT[tokens[otherNounPosition]]).toBeDefined();
      expect(MEANT[tokens[otherNounPosition]]).not.toBe(tokens[pronounPosition]);
      expect(answerPosition).toBe(pronounPosition + 1);
    }
  });

  it("lets the noun alone determine what follows the pronoun, one word for each noun", () => {
    const does = new Map<string, Set<string>>();
    for (const { tokens, nounPosition, answerPosition } of pronouns) {
      const noun = tokens[nounPosition];
      does.set(noun, (does.get(noun) ?? new Set()).add(tokens[answerPosition]));
    }
    expect([...does.keys()].sort()).toEqual(Object.keys(MEANT).sort());
    expect([...does.values()].map((answers) => answers.size)).toEqual(Array(12).fill(1));
    expect(new Set([...does.values()].map(([answer]) => answer)).size).toBe(12);
  });

  it("lets the clue alone determine which bank it is", () => {
    for (const { tokens, wordPosition, cluePosition, answerPosition, sense } of ambiguous) {
      expect(tokens[wordPosition]).toBe("bank");
      expect(sense === "river" ? RIVER : MONEY).toContain(tokens[cluePosition]);
      expect(tokens[answerPosition]).toBe(sense === "river" ? "muddy" : "closed");
      expect(cluePosition).toBeLessThan(wordPosition);
      expect(answerPosition).toBe(wordPosition + 1);
    }
  });

  /** How often the answer is right that goes best with the words at the given position. */
  function bestGuess(kind: readonly ContextSentence[], position: (sentence: ContextSentence) => number): number {
    const counts = new Map<string, Map<string, number>>();
    for (const sentence of kind) {
      const seen = sentence.tokens[position(sentence)];
      const answers = counts.get(seen) ?? new Map<string, number>();
      const answer = sentence.tokens[sentence.answerPosition];
      counts.set(seen, answers.set(answer, (answers.get(answer) ?? 0) + 1));
    }
    return [...counts.values()].reduce((sum, answers) => sum + Math.max(...answers.values()), 0) / kind.length;
  }

  it("leaves a guess from the word before the answer, or from any fixed position, far behind", () => {
    // The word before leaves 4 actions or 2 senses; 1500 sentences put the best guess a little above 1/4 and 1/2.
    expect(bestGuess(pronouns, (sentence) => sentence.answerPosition - 1)).toBeLessThan(0.3);
    expect(bestGuess(ambiguous, (sentence) => sentence.answerPosition - 1)).toBeLessThan(0.55);
    for (let position = 0; position < 8; position++) {
      expect(bestGuess(pronouns, () => position)).toBeLessThan(0.5);
      expect(bestGuess(ambiguous, () => position)).toBeLessThan(0.85);
    }
    expect(bestGuess(pronouns, (sentence) => (sentence as PronounSentence).nounPosition)).toBe(1);
    expect(bestGuess(ambiguous, (sentence) => (sentence as AmbiguousSentence).cluePosition)).toBe(1);
  });

  it("repeats the sentences of a seed, and gives others for another seed", () => {
    expect(contextSentences({ count: 50, seed: 2 }).sentences).toEqual(sentences.slice(0, 50));
    expect(contextSentences({ count: 50, seed: 3 }).sentences).not.toEqual(sentences.slice(0, 50));
  });

  it("refuses to make none", () => {
    expect(() => contextSentences({ count: 0 })).toThrow(/count is 0: expected a whole number, at least 1/);
  });
});

describe("a GPT of one layer and one head", () => {
  beforeAll(() => useEngine());

  it("learns the sentences from answerBatch, and looks from the pronoun at its noun", async () => {
    const model = new GPT({ vocabularySize: vocabulary.length, contextLength: length, hiddenSize: 32, layers: 1, heads: 1 });
    const step = trainingStep(model);
    const random = new Random(1);
    const training = sentences.slice(0, 2800);
    let parameters = model.stateDict();
    let moments = initialMoments(model.countParameters());
    for (let i = 0; i < 400; i++) {
      const batch = answerBatch(Array.from({ length: 32 }, () => random.choice(training)));
      const next = step({ parameters, moments, step: i }, batch, i, 3e-3);
      tf.dispose([i > 0 ? parameters : {}, moments, batch, next.loss, next.gradientNorm]);
      ({ parameters, moments } = next);
    }

    const held = sentences.slice(2800);
    const { logits, weights } = tf.tidy(() =>
      functionalCall(model, parameters, () => {
        const output = model.forward(held.map(({ ids }) => ids));
        return { logits: output.logits, weights: output.attentions[0] };
      }),
    );
    const scores = (await logits.array()) as number[][][];
    const looks = (await weights.array()) as number[][][][];
    const right = held.filter(({ ids, answerPosition }, i) => {
      const row = scores[i][answerPosition - 1];
      return row.indexOf(Math.max(...row)) === ids[answerPosition];
    });
    expect(right.length / held.length).toBeGreaterThan(0.95);
    const onNoun = held.flatMap((sentence, i) =>
      sentence.kind === "pronoun" ? [looks[i][0][sentence.pronounPosition][sentence.nounPosition]] : [],
    );
    // Attention spread evenly over the positions so far would give 1/12.
    expect(onNoun.reduce((sum, weight) => sum + weight, 0) / onNoun.length).toBeGreaterThan(0.5);
    tf.dispose([logits, weights, parameters, moments]);
    model.dispose();
  }, 180_000);
});
