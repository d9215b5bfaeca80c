import * as tf from "@tensorflow/tfjs-core";
import * as byhand from "byhand";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { oraclePath } from "../../oracle";
import { config } from "./models";

let model: byhand.Bert;
let folder: string;

beforeAll(async () => {
  await byhand.useEngine("cpu");
  model = new byhand.Bert(config);
  folder = await mkdtemp(join(tmpdir(), "byhand-bert-"));
});
afterAll(async () => {
  model.dispose();
  await rm(folder, { recursive: true });
});

describe("a BERT is not made from", () => {
  it.each<[string, Partial<byhand.BertConfig>, RegExp]>([
    ["a vocabulary of nothing", { vocabularySize: 0 }, /config\.vocabularySize is 0: expected a whole number, at least 1/],
    ["heads that do not divide its hidden size", { heads: 5 }, /config\.heads is 5, which does not divide hiddenSize 12/],
    ["a dropout of 1", { dropout: 1 }, /config\.dropout is 1: expected a share in \[0, 1\)/],
    ["no token types", { tokenTypes: 0 }, /config\.tokenTypes is 0: expected a whole number, at least 1/],
    ["an activation that there is none of", { activation: "swiglu" as never },
      /config\.activation is "swiglu": expected one of exactGelu, gelu, relu/],
    ["a negative epsilon", { normEpsilon: -1 }, /config\.normEpsilon is -1: expected a small positive number/],
    ["padding outside its vocabulary", { paddingId: 19 }, /config\.paddingId is 19: the vocabulary has the ids 0 to 18/],
    ["a field that it does not have", { rotaryBase: 8 } as never, /config\.rotaryBase is no field of a BERT: it has vocabularySize/],
  ])("%s", (_, change, message) => {
    const before = tf.memory().numTensors;
    expect(() => new byhand.Bert({ ...config, ...change })).toThrow(message);
    expect(tf.memory().numTensors).toBe(before);
  });

  it("a part that it does not have, or that is no function", () => {
    expect(() => new byhand.Bert(config, { parts: { causalMask: () => 0 } as never })).toThrow(/parts\.causalMask is not a part of a BERT/);
    expect(() => new byhand.Bert(config, { parts: { gelu: 3 as never } })).toThrow(/parts\.gelu is number: expected a function/);
  });

  it.each<[string, unknown, RegExp]>([
    ["one class", ["all"], /labels is \["all"\]: expected the names of at least two classes/],
    ["classes of one name", ["a", "b", "a"], /labels\[2\] is "a", and so is labels\[0\]/],
    ["a number of classes", 3, /labels is 3: expected the classes' names/],
  ])("%s", (_, labels, message) => {
    const before = tf.memory().numTensors;
    expect(() => new byhand.BertForSequenceClassification(config, { labels: labels as never })).toThrow(message);
    expect(() => new byhand.BertForTokenClassification(config, { labels: labels as never })).toThrow(message);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe("a BERT's forward pass refuses", () => {
  const ids = [[5, 6, 7], [8, 9, 10]];

  it.each<[string, byhand.BertInputs, RegExp]>([
    ["a text longer than the context", { ids: [Array.from({ length: 13 }, () => 5)] },
      /ids has 13 tokens: the context holds 12; cut texts when encoding them, with truncation: \{ maxLength: 12 \}/],
    ["an id outside the vocabulary", { ids: [[5, 19]] }, /ids\[0\]\[1\] is 19: the vocabulary has the ids 0 to 18/],
    ["no text", { ids: [] }, /ids is empty/],
    ["ids that are float32", { ids: tf.zeros([1, 2]) }, /ids has dtype float32: expected int32/],
    ["a token type that there is none of", { ids, tokenTypes: [[0, 0, 1], [0, 2, 1]] },
      /tokenTypes\[1\]\[1\] is 2: this model has the types 0 to 1 \(config\.tokenTypes is 2\)/],
    ["a negative token type", { ids, tokenTypes: [[0, 0, -1], [0, 0, 1]] }, /tokenTypes\[0\]\[2\] is -1/],
    ["token types of another shape", { ids, tokenTypes: [[0, 0], [0, 0]] },
      /tokenTypes has shape \[2, 2\]: expected \[2, 3\], the shape of ids: one for each token/],
    ["token types of another data type", { ids, tokenTypes: tf.zeros([2, 3]) }, /tokenTypes has dtype float32: expected int32/],
    ["a mask of another shape", { ids, attentionMask: [[1, 1, 1]] }, /attentionMask has shape \[1, 3\]: expected \[2, 3\]/],
    ["a mask of ragged rows", { ids, attentionMask: [[1, 1, 1], [1, 1]] },
      /attentionMask\[1\] has 2 entries but attentionMask\[0\] has 3: rows must have one length/],
    ["a mask tensor of numbers", { ids, attentionMask: tf.ones([2, 3]) }, /attentionMask has dtype float32: expected bool/],
    ["a mask of other numbers", { ids, attentionMask: [[1, 1, 1], [1, 0.5, 1]] },
      /attentionMask\[1\]\[1\] is 0\.5: expected 1 for a real token, 0 for padding/],
    ["a mask that is all zero", { ids, attentionMask: [[1, 1, 1], [0, 0, 0]] },
      /attentionMask\[1\] is 0 everywhere: a text needs at least one real token to attend to/],
  ])("%s", (_, inputs, message) => {
    tf.tidy(() => void expect(() => model.forward(inputs)).toThrow(message));
  });

  it("nothing of a mask tensor that is all zero, whose values it can't see, but stays finite", async () => {
    const { pooled } = model.forward({ ids, attentionMask: tf.zeros([2, 3], "bool") });
    expect((await pooled!.data()).every(Number.isFinite)).toBe(true);
  });
});

describe("a batch is refused", () => {
  const text = (length: number): byhand.EncodedText => {
    const list = Array.from({ length }, () => 1);
    return { ids: list, typeIds: list, attentionMask: list };
  };
  it.each<[string, () => unknown, RegExp]>([
    ["of no text", () => byhand.encoderInputs([]), /texts is empty: a batch needs at least one text/],
    ["with a text of no tokens", () => byhand.encoderInputs([text(2), text(0)]), /texts\[1\] has no tokens/],
    ["with a text longer than its length", () => byhand.encoderInputs([text(2), text(5)], { length: 4 }),
      /texts\[1\] has 5 tokens, but length is 4: cut texts when encoding them, with truncation: \{ maxLength: 4 \}/],
    ["with a label outside the classes", () => byhand.sequenceTargets([0, 3], { classes: 3 }),
      /labels\[1\] is 3: the classes are 0 to 2/],
    ["with a negative label", () => byhand.sequenceTargets([-100], { classes: 3 }), /labels\[0\] is -100: the classes are 0 to 2/],
    ["with a token's label outside the classes", () => byhand.tokenTargets([[0, -100], [1, 4]], { classes: 3 }),
      /labels\[1\]\[1\] is 4: the classes are 0 to 2/],
    ["with an answer outside its text", () => byhand.spanTargets([{ start: 1, end: 2 }, { start: 2, end: 5 }], [text(4), text(4)]),
      /spans\[1\] is 2 to 5, but its text has the tokens 0 to 3: expected the answer's first and last token/],
    ["with an answer that ends before it begins", () => byhand.spanTargets([{ start: 2, end: 1 }], [text(4)]), /spans\[0\] is 2 to 1/],
    ["with an answer in padding", () => byhand.spanTargets([{ start: 1, end: 3 }], [{ attentionMask: [1, 1, 1, 0] }]),
      /spans\[0\] is 1 to 3, but its text has the tokens 0 to 2/],
    ["with fewer answers than texts", () => byhand.spanTargets([], [text(4)]), /spans has 0 entries for 1 texts: give one for each/],
  ])("%s", (_, run, message) => {
    expect(run).toThrow(message);
  });
});

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
