import * as tf from "@tensorflow/tfjs-core";
import {
  BERT_SPECIAL_TOKENS, BERT_TEMPLATE, BertForMaskedLM, BertForPreTraining, BertForSequenceClassification, drawPairs,
  type EncodedText, encoderInputs, exampleLoss, frozenBody, maskedBatch, maskingVocabulary, miniDocuments,
  miniVocabulary, nextSentencePairs, NOT_COUNTED, pretrainingBatch, type PretrainingExample, pretrainingFloor,
  Random, type RunOptions, sentimentExamples, SENTIMENTS, sequenceTargets, trainOnExamples, type TrainingResult,
  useEngine, WordTokenizer,
} from "byhand";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { numbers } from "./models";

const LENGTH = 28;
const tokenizer = WordTokenizer.train(miniVocabulary().join(" "), { specialTokens: BERT_SPECIAL_TOKENS, template: BERT_TEMPLATE });
const vocabulary = maskingVocabulary(tokenizer);
const config = {
  vocabularySize: tokenizer.vocabularySize, contextLength: LENGTH, hiddenSize: 16, layers: 1, heads: 2, dropout: 0.1,
};

function pairsOf(documents: string[][], seed: number): PretrainingExample[] {
  return nextSentencePairs(documents, drawPairs(documents, { random: new Random(seed) })).map(({ first, second, isNext }) =>
    ({ encoding: tokenizer.encodeWithOffsets(first, { pair: second }), isNext }));
}
const examples = pairsOf(miniDocuments({ count: 300, seed: 1 }), 1);
const fresh = pairsOf(miniDocuments({ count: 150, seed: 2 }), 2);
const batchOf = (some: readonly PretrainingExample[], random: Random) =>
  pretrainingBatch(some, { vocabulary, random, length: LENGTH });
const pretrain = (
  model: BertForPreTraining, options: Partial<RunOptions> & { batchSize?: number } = {},
): Promise<TrainingResult> =>
  trainOnExamples(model, examples, { steps: 14, batchSize: 8, learningRate: 3e-3, seed: 5, batchOf, ...options });

beforeAll(() => useEngine());
const directory = mkdtempSync(join(tmpdir(), "byhand-bert-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe("pretraining a BERT", () => {
  it("goes on from a checkpoint loss for loss, as if it had never been stopped", async () => {
    const whole = await pretrain(new BertForPreTraining(config, { seed: 1 }));
    const stop = new AbortController();
    const stopped = await pretrain(new BertForPreTraining(config, { seed: 1 }), {
      checkpoint: { directory }, signal: stop.signal, onProgress: ({ step }) => void (step === 6 && stop.abort()),
    });
    expect(stopped).toMatchObject({ steps: 6, stopped: true });
    const resumed = await pretrain(new BertForPreTraining(config, { seed: 9 }), { checkpoint: { directory, resume: true } });
    expect(resumed.losses).toEqual(whole.losses);
    await expect(pretrain(new BertForPreTraining(config), { checkpoint: { directory, resume: true }, learningRate: 1e-3 }))
      .rejects.toThrow(/learningRate is 0.003 there but 0.001 here/);
  }, 60_000);

  it("is the same by graph and without one, within rounding", async () => {
    const [graph, plain] = [true, false].map((compiled) =>
      pretrain(new BertForPreTraining(config, { seed: 1 }), { steps: 4, compiled }));
    const [one, other] = [(await graph!).losses, (await plain!).losses];
    one.forEach((loss, i) => expect(Math.abs(loss - other[i]!)).toBeLessThan(1e-3)); // AdamW amplifies rounding
  }, 60_000);

  it("lowers the loss on sentences that it has not seen, which stays above the floor", async () => {
    const model = new BertForPreTraining({ ...config, dropout: 0 }, { seed: 1 });
    const before = await exampleLoss(model, fresh, { batchOf });
    await pretrain(model, { steps: 150, batchSize: 16 });
    const after = await exampleLoss(model, fresh, { batchOf });
    expect(after).toBeLessThan(before - 0.5);

    const { inputs, targets } = batchOf(fresh, new Random(3));
    const [ids, labels] = await Promise.all([inputs.ids.array(), targets.tokens.array() as Promise<number[][]>]);
    const floor = pretrainingFloor(fresh.map(({ isNext }, i) => ({
      tokens: ids[i]!.map((id) => tokenizer.token(id)), isNext,
      chosen: labels[i]!.map((id) => (id === NOT_COUNTED ? null : tokenizer.token(id))),
    })));
    const losses = tf.tidy(() => model.losses(inputs, targets));
    const [[tokens], [next]] = await Promise.all([losses.tokens.data(), losses.nextSentence.data()]);
    const mean = (nats: readonly number[]): number => nats.reduce((sum, one) => sum + one, 0) / nats.length;
    expect(tokens).toBeGreaterThan(mean(floor.tokens));
    expect(next).toBeGreaterThan(mean(floor.nextSentence));
    tf.dispose([inputs, targets, losses] as unknown as tf.Tensor[]);
  }, 60_000);
});

describe("pretraining as RoBERTa", () => {
  it("takes masked tokens alone and one type of token, masked anew each time or always alike", async () => {
    const texts = miniDocuments({ count: 200, seed: 1 }).map((sentences) => tokenizer.encodeWithOffsets(sentences.join(" ")));
    const unseen = miniDocuments({ count: 60, seed: 2 }).map((sentences) => tokenizer.encodeWithOffsets(sentences.join(" ")));
    const masksOf = async (masking: "dynamic" | "static") => {
      const masks = new Set<string>();
      const model = new BertForMaskedLM({ ...config, contextLength: 40, tokenTypes: 1, dropout: 0 }, { seed: 1 });
      const drawn = (some: readonly EncodedText[], random: Random) =>
        maskedBatch(some, { vocabulary, random, length: 40, masking });
      const before = await exampleLoss(model, unseen, { batchOf: drawn });
      await trainOnExamples(model, texts, {
        steps: 120, batchSize: 16, learningRate: 5e-3, seed: 5,
        batchOf: (some, random) => {
          const batch = drawn(some, random);
          if (some.includes(texts[0]!)) masks.add(String(batch.targets.arraySync()[some.indexOf(texts[0]!)]));
          return batch;
        },
      });
      const after = await exampleLoss(model, unseen, { batchOf: drawn });
      model.dispose();
      return { masks, before, after };
    };
    const [dynamic, fixed] = [await masksOf("dynamic"), await masksOf("static")];
    expect(dynamic.masks.size).toBeGreaterThan(4);
    expect(fixed.masks.size).toBe(1);
    for (const { before, after } of [dynamic, fixed]) expect(after).toBeLessThan(before - 0.5);
  }, 60_000);
});

describe("fine-tuning", () => {
  it("changes the head alone where the body is frozen, and all of it otherwise", async () => {
    const body = new BertForPreTraining(config, { seed: 2 }).bert;
    const labelled = sentimentExamples({ count: 40 }).map(({ text, label }) =>
      ({ encoding: tokenizer.encodeWithOffsets(text), label: SENTIMENTS.indexOf(label) }));
    for (const rateOf of [frozenBody(), undefined]) {
      const model = new BertForSequenceClassification(config, { labels: SENTIMENTS }).takeBody(body);
      const before = await numbers(model.stateDict());
      await trainOnExamples(model, labelled, {
        steps: 3, learningRate: 1e-2, rateOf, batchSize: 8,
        batchOf: (some) => ({
          inputs: encoderInputs(some.map(({ encoding }) => encoding), { length: LENGTH }),
          targets: sequenceTargets(some.map(({ label }) => label), { classes: 2 }),
        }),
      });
      for (const [name, values] of Object.entries(await numbers(model.stateDict()))) {
        if (rateOf && name.startsWith("bert.")) expect(values).toEqual(before[name]);
        else if (name === "classifier.weight") expect(values).not.toEqual(before[name]);
      }
    }
  }, 60_000);
});
