import * as tf from "@tensorflow/tfjs-core";
import * as byhand from "byhand";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mutated } from "../../mutated";
import { oraclePath } from "../../oracle";

let folder: string;

beforeAll(async () => {
  await byhand.useEngine("cpu");
  folder = await mkdtemp(join(tmpdir(), "byhand-bert-"));
});
afterAll(() => rm(folder, { recursive: true }));

describe("a folder that holds no sound BERT is refused, and leaves no tensor behind:", () => {
  /** A copy of an oracle's folder with its configuration changed. */
  async function folderWith(head: string, change: Record<string, unknown>): Promise<string> {
    const copy = await mkdtemp(join(folder, "model-"));
    for (const file of ["config.json", "model.safetensors"]) await cp(oraclePath(`bert/${head}/${file}`), join(copy, file));
    const path = join(copy, "config.json");
    await writeFile(path, JSON.stringify({ ...JSON.parse(await readFile(path, "utf8")), ...change }));
    return copy;
  }

  it.each<[string, string, Record<string, unknown>, RegExp]>([
    ["of another model", "body", { model_type: "roberta" }, /model_type is "roberta": this model knows only bert/],
    ["with positions of another kind", "body", { position_embedding_type: "relative_key" }, /position_embedding_type is "relative_key"/],
    ["that is a decoder", "body", { is_decoder: true }, /is_decoder is true/],
    ["with an activation of another kind", "body", { hidden_act: "silu" }, /hidden_act is "silu": this model knows only gelu, gelu_new/],
    ["with another vocabulary", "body", { vocab_size: 32 },
      /embeddings\.word_embeddings\.weight has shape \[31, 15\], the model has \[32, 15\]/],
    ["with more layers than it has", "body", { num_hidden_layers: 4 }, /encoder\.layer\.3\.attention\.self\.query\.weight is missing/],
    ["with fewer layers than it has", "body", { num_hidden_layers: 2 },
      /encoder\.layer\.2\.attention\.output\.dense\.weight is not in the model/],
  ])("one %s", async (_, head, change, message) => {
    const before = tf.memory().numTensors;
    await expect(byhand.Bert.fromPretrained(await folderWith(head, change))).rejects.toThrow(message);
    expect(tf.memory().numTensors).toBe(before);
  });

  /** What a library says of a checkpoint that lacks parameters, has unknown ones, and one of another shape. */
  async function unfitMessage({ BertForMaskedLM }: typeof byhand): Promise<string> {
    const copy = await folderWith("maskedTokens", {});
    const path = join(copy, "model.safetensors");
    const { tensors } = await byhand.loadSafetensors(path);
    const shorter = tf.slice(tensors["cls.predictions.bias"]!, 0, 30);
    const kept = Object.entries(tensors).filter(([name]) => !name.startsWith("bert.encoder.layer.1.intermediate."));
    await byhand.saveSafetensors(path, {
      ...Object.fromEntries(kept), "cls.predictions.bias": shorter, "bert.encoder.layer.2.attention.self.gate.weight": shorter,
    });
    tf.dispose([tensors, shorter]);
    const before = tf.memory().numTensors;
    const message = await BertForMaskedLM.fromPretrained(copy).then(() => "", (error: Error) => `${error.name}: ${error.message}`);
    expect(tf.memory().numTensors).toBe(before);
    return message;
  }
  const unfit = [
    "RangeError: parameters don't fit the model: ", "Was the model made with the same configuration?",
    "bert.encoder.layer.1.intermediate.dense.weight is missing", "bert.encoder.layer.1.intermediate.dense.bias is missing",
    "bert.encoder.layer.2.attention.self.gate.weight is not in the model", "cls.predictions.bias has shape [30], the model has [31]",
  ];

  it("one whose parameters are missing, unknown or of another shape, all of them listed by name", async () => {
    const message = await unfitMessage(byhand);
    for (const part of unfit) expect(message).toContain(part);
  });

  it.each([
    ["lists what is missing", "tensor/module.ts", "problems.push(`${name} is missing`)", "problems.length"],
    ["lists what has another shape", "tensor/module.ts", "shapeText(shape) !== shapeText(expected)", "shape.length !== expected.length"],
    ["lists what is unknown", "encoder/names.ts", "COPIES.test(name) || isOfHead(name)", "true"],
  ])("would not be, by a library that no longer %s", async (_, file, from, to) => {
    const message = await mutated(file, { from, to }).then(unfitMessage).catch(String);
    expect(unfit.every((part) => message.includes(part))).toBe(false);
  });

  it("one that is not there", async () => {
    await expect(byhand.Bert.fromPretrained(join(folder, "nowhere"))).rejects.toThrow(/no configuration at .*nowhere.config\.json/);
  });

  it("one with another number of classes than its configuration says", async () => {
    const copy = await folderWith("sequences", { id2label: { 0: "a", 1: "b" } });
    await expect(byhand.BertForSequenceClassification.fromPretrained(copy))
      .rejects.toThrow(/classifier\.bias has shape \[3\], the model has \[2\]/);
  });

  it("one without the head that is asked for, unless the head may be made anew", async () => {
    const { BertForQuestionAnswering } = byhand;
    const before = tf.memory().numTensors;
    const directory = oraclePath("bert/pretraining");
    await expect(BertForQuestionAnswering.fromPretrained(directory)).rejects.toThrow(
      /qa_outputs\.weight is missing; qa_outputs\.bias is missing.*\{ newHead: true \} to have qa_outputs\.weight, qa_outputs\.bias made anew/s,
    );
    expect(tf.memory().numTensors).toBe(before);
    const made = await BertForQuestionAnswering.fromPretrained(directory, { newHead: true });
    made.dispose();
  });

  it("one that names a model which there is none of", async () => {
    const copy = await folderWith("body", { architectures: ["BertLMHeadModel"] });
    await expect(byhand.openBert(copy)).rejects.toThrow(/architectures is "BertLMHeadModel": expected one of BertModel, BertForPreTraining/);
  });
});
