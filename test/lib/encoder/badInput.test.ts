import * as tf from "@tensorflow/tfjs-core";
import * as byhand from "byhand";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { config } from "./models";

let model: byhand.Bert;

beforeAll(async () => {
  await byhand.useEngine("cpu");
  model = new byhand.Bert(config);
});
afterAll(() => model.dispose());

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
    ["classes of one name", ["a", "b", "a"], /labels\[2\] is "a", and so is labels\[0\]: name each class once/],
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
    ["a tensor of a text longer than the context", { ids: tf.zeros([2, 13], "int32") }, /ids has 13 tokens: the context holds 12/],
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
    ["a mask tensor for attention's scores", { ids, attentionMask: tf.ones([2, 1, 1, 3], "bool") },
      /attentionMask has shape \[2, 1, 1, 3\]: expected \[2, 3\], the shape of ids: one for each token/],
    ["a mask tensor of another shape", { ids, attentionMask: tf.ones([3, 2], "bool") }, /attentionMask has shape \[3, 2\]: expected \[2, 3\]/],
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
    ["with token types that are not one for each token", () => byhand.encoderInputs([{ ...text(3), typeIds: [0, 0] }]),
      /texts\[0\]\.typeIds has 2 entries for 3 ids: give one for each token/],
    ["with a token type that there is none of", () => byhand.encoderInputs([text(2), { ...text(3), typeIds: [0, 1, 2] }]),
      /texts\[1\]\.typeIds\[2\] is 2: the types are 0 to 1; give the model's config\.tokenTypes, if it has others/],
    ["with two types for a model of one", () => byhand.encoderInputs([text(2)], { tokenTypes: 1 }),
      /texts\[0\]\.typeIds\[0\] is 1: the types are 0 to 0/],
    ["with a mask that is not one for each token", () => byhand.encoderInputs([{ ...text(3), attentionMask: [1, 1, 1, 0] }]),
      /texts\[0\]\.attentionMask has 4 entries for 3 ids: give one for each token/],
    ["with a mask of other numbers", () => byhand.encoderInputs([{ ...text(2), attentionMask: [1, -1] }]),
      /texts\[0\]\.attentionMask\[1\] is -1: expected 1 for a real token, 0 for padding/],
    ["with a mask that is all zero", () => byhand.encoderInputs([text(2), { ...text(2), attentionMask: [0, 0] }]),
      /texts\[1\]\.attentionMask is 0 everywhere: a text needs at least one real token to attend to/],
    ["with masks for other texts", () => byhand.maskedBatch([text(3)], {
      vocabulary: { maskId: 4, specialIds: [], ordinaryIds: [1] }, random: new byhand.Random(1),
      parts: { maskTokens: (ids) => ({ ids: [...ids, 1], labels: [...ids, 1] }) },
    }), /texts\[0\]\.typeIds has 3 entries for 4 ids/],
    ["with a label that is no whole number", () => byhand.sequenceTargets([0.5], { classes: 3 }), /labels\[0\] is 0\.5: the classes are 0 to 2/],
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

describe("the loss of answers refuses", () => {
  const scores = (): { startLogits: tf.Tensor; endLogits: tf.Tensor } => ({ startLogits: tf.zeros([2, 3]), endLogits: tf.zeros([2, 3]) });
  const spans = tf.tensor2d([[0, 1], [1, 2]], [2, 2], "int32");
  const attentionMask = tf.ones([2, 3], "bool");
  it.each<[string, () => unknown, RegExp]>([
    ["a mask for one text, for several", () => byhand.spanLoss(scores(), spans, { attentionMask: tf.ones([1, 3], "bool") }),
      /attentionMask has shape \[1, 3\]: expected \[2, 3\], the shape of startLogits: one for each token/],
    ["a mask of numbers", () => byhand.spanLoss(scores(), spans, { attentionMask: tf.ones([2, 3]) }), /attentionMask has dtype float32/],
    ["ends for other tokens", () => byhand.spanLoss({ ...scores(), endLogits: tf.zeros([2, 4]) }, spans, { attentionMask }),
      /endLogits has shape \[2, 4\]: expected \[2, 3\], the shape of startLogits/],
    ["one token for each answer", () => byhand.spanLoss(scores(), tf.zeros([2, 1], "int32"), { attentionMask }),
      /spans has shape \[2, 1\]: expected \[2, 2\], the first and the last token of each text's answer/],
  ])("%s", (_, run, message) => {
    tf.tidy(() => void expect(run).toThrow(message));
  });
});
