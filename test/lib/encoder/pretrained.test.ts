import * as tf from "@tensorflow/tfjs-core";
import * as byhand from "byhand";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mutated } from "../../mutated";
import { oraclePath, readJsonOracle } from "../../oracle";
import { config, enliven, largestDifference, makers, outputsOf, randomIds } from "./models";
import { HEADS, headNames, type Head } from "./oracleModels";

const inputs = { ids: [randomIds(7, 1)] };
let folder: string;

beforeAll(async () => {
  await byhand.useEngine("cpu");
  folder = await mkdtemp(join(tmpdir(), "byhand-bert-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function namesIn(directory: string): Promise<string[]> {
  const { tensors } = await byhand.loadSafetensors(join(directory, "model.safetensors"));
  tf.dispose(tensors);
  return Object.keys(tensors).sort();
}

describe("a saved BERT", () => {
  it.each(Object.keys(makers))("opens again as the same class with the same configuration, labels and bits: %s", async (name) => {
    const model = enliven(makers[name]!(byhand, { dropout: 0.2, normEpsilon: 1e-5, activation: "gelu", paddingId: 3 }));
    const directory = await mkdtemp(join(folder, "saved-"));
    await model.save(directory);
    const opened = await byhand.openBert(directory);
    expect(opened.constructor).toBe(model.constructor);
    expect(opened.config).toEqual(model.config);
    expect((opened as { labels?: unknown }).labels).toEqual((model as { labels?: unknown }).labels);
    expect(await outputsOf(opened, inputs)).toEqual(await outputsOf(model, inputs));
    model.dispose();
    opened.dispose();
  });

  it.each(headNames)("has the names, shapes and fields of Hugging Face's own: %s", async (head: Head) => {
    const directory = await mkdtemp(join(folder, "ours-"));
    const model = await byhand.openBert(oraclePath(`bert/${head}`));
    expect(model.constructor.name).toBe(HEADS[head]);
    await model.save(directory);
    expect(await namesIn(directory)).toEqual(await namesIn(oraclePath(`bert/${head}`)));
    const ours = JSON.parse(await readFile(join(directory, "config.json"), "utf8")) as Record<string, unknown>;
    const theirs = readJsonOracle<Record<string, unknown>>(`bert/${head}/config.json`);
    const fields = Object.keys(theirs).filter((field) => field in ours && field !== "attention_probs_dropout_prob");
    expect(fields.length).toBeGreaterThan(13);
    for (const field of fields) expect(ours[field], field).toEqual(theirs[field]);
    const again = await byhand.openBert(directory);
    expect(await outputsOf(again, inputs)).toEqual(await outputsOf(model, inputs));
    model.dispose();
    again.dispose();
  });

  it("would not, were its matrices not turned", async () => {
    const mutant = await mutated("encoder/names.ts", { from: "|qa_outputs|", to: "|" });
    const directory = await mkdtemp(join(folder, "unturned-"));
    const model = makers["BertForQuestionAnswering"]!(mutant);
    await model.save(directory);
    model.dispose();
    await expect(byhand.openBert(directory)).rejects.toThrow(/qa_outputs\.weight has shape \[12, 2\], the model has \[2, 12\]/);
  });
});

describe("a body", () => {
  it.each(headNames.filter((head) => head !== "body"))("is opened from a folder with a head: %s", async (head) => {
    const directory = oraclePath(`bert/${head}`);
    const hasPooler = (await namesIn(directory)).includes("bert.pooler.dense.weight");
    const whole = await byhand.openBert(directory);
    const body = await byhand.Bert.fromPretrained(directory, { newHead: !hasPooler });
    const last = "hiddenStates.3";
    expect((await outputsOf(body, inputs))[last]).toEqual((await outputsOf(whole, inputs))[last]);
    whole.dispose();
    body.dispose();
  });

  it("is taken over by a model with another head, whose parameters of its own stay", async () => {
    const pretrained = enliven(new byhand.BertForPreTraining(config, { seed: 1 }));
    const tagger = new byhand.BertForTokenClassification(config, { labels: ["a", "b"], seed: 2 });
    const head = await tagger.classifier.weight.value.data();
    tagger.takeBody(pretrained.bert);
    expect((await outputsOf(tagger, inputs))["hiddenStates.2"]).toEqual((await outputsOf(pretrained, inputs))["hiddenStates.2"]);
    expect(await tagger.classifier.weight.value.data()).toEqual(head);
    pretrained.dispose();
    expect((await outputsOf(tagger, inputs))["logits"]!.flat(2).every(Number.isFinite)).toBe(true); // it has copies
    tagger.dispose();
  });

  it("of another shape is not", () => {
    const other = new byhand.Bert({ ...config, hiddenSize: 6, innerSize: 20 });
    const tagger = new byhand.BertForMaskedLM(config);
    expect(() => tagger.takeBody(other)).toThrow(/embeddings\.word_embeddings\.weight has shape \[19, 6\], the model has \[19, 12\]/);
    other.dispose();
    tagger.dispose();
  });

  it("gets a new head only where that is asked for, and the same one from the same seed", async () => {
    const directory = oraclePath("bert/maskedTokens");
    const open = (seed: number): Promise<byhand.BertForSequenceClassification> =>
      byhand.BertForSequenceClassification.fromPretrained(directory, { newHead: true, labels: ["a", "b", "c", "d"], seed });
    await expect(byhand.BertForSequenceClassification.fromPretrained(directory)).rejects.toThrow(/bert\.pooler\.dense\.weight is missing/);
    const [first, second, third] = [await open(1), await open(1), await open(2)];
    const logits = await Promise.all([first, second, third].map(async (model) => (await outputsOf(model, inputs))["logits"]!));
    expect(logits[0]).toEqual(logits[1]);
    expect(logits[0]![0]).toHaveLength(4);
    expect(largestDifference(logits[0], logits[2])).toBeGreaterThan(1e-4);
    for (const model of [first, second, third]) model.dispose();
  });

  it("with the names of the first BERT's files is opened, too", async () => {
    const { tensors } = await byhand.loadSafetensors(oraclePath("bert/maskedTokens/model.safetensors"));
    const directory = await mkdtemp(join(folder, "former-"));
    const model = await byhand.openBert(oraclePath("bert/maskedTokens"));
    await model.save(directory);
    const former = Object.entries(tensors).map(([name, tensor]): [string, tf.Tensor] =>
      [name.replace("LayerNorm.weight", "LayerNorm.gamma").replace("LayerNorm.bias", "LayerNorm.beta"), tensor]);
    const position = tf.tensor2d([[0, 1]], [1, 2], "int32");
    await byhand.saveSafetensors(join(directory, "model.safetensors"), {
      ...Object.fromEntries(former), "bert.embeddings.position_ids": position,
      "cls.predictions.decoder.weight": tensors["bert.embeddings.word_embeddings.weight"]!,
    });
    const opened = await byhand.openBert(directory);
    expect(await outputsOf(opened, inputs)).toEqual(await outputsOf(model, inputs));
    tf.dispose([tensors, position]);
    model.dispose();
    opened.dispose();
  });
});
