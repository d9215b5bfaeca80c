import * as byhand from "byhand";
import { beforeAll, describe, expect, it } from "vitest";
import { mutated } from "../../mutated";
import { fineTuningDistances, forwardDistances, gradientDistances, type Head, worst } from "./oracleModels";

beforeAll(() => byhand.useEngine("cpu"));

describe("Hugging Face's hidden states and scores tell our BERT", () => {
  it.each<[string, Head, string, string, string]>([
    ["without token types", "body", "encoder/embeddings.ts", "tf.add(tf.add(words, types), places)", "tf.add(words, places)"],
    ["with embeddings that are not normalized", "body", "encoder/embeddings.ts",
      "normalize(tf.add(tf.add(words, types), places), this.LayerNorm, this.context)", "tf.add(tf.add(words, types), places)"],
    ["with the default epsilon in place of the configured one", "body", "encoder/huggingFaceConfig.ts",
      'numberField(fields, "layer_norm_eps", 1e-12)', "1e-12"],
    ["with GELU's tanh form in place of erf", "body", "encoder/huggingFaceConfig.ts", 'gelu: "exactGelu"', 'gelu: "gelu"'],
    ["with erf in place of GELU's tanh form", "nextSentence", "encoder/huggingFaceConfig.ts", 'gelu_new: "gelu"', 'gelu_new: "exactGelu"'],
    ["with GELU in place of ReLU", "tokens", "encoder/huggingFaceConfig.ts", 'gelu_pytorch_tanh: "gelu", relu: "relu"',
      'gelu_pytorch_tanh: "gelu", relu: "gelu"'],
    ["with embeddings that it does not show", "body", "encoder/bert.ts", "const hiddenStates = [x];", "const hiddenStates = [tf.zerosLike(x)];"],
    ["with layers' attention in another order", "body", "encoder/bert.ts", "attentions.push(weights)", "attentions.unshift(weights)"],
    ["with norms before the sums", "body", "block/wiring.ts", "norm1(tf.add(x, attention(x)))", "tf.add(norm1(x), attention(x))"],
    ["with queries and keys exchanged", "body", "encoder/selfAttention.ts", "query: this.query.forward(x), key: this.key.forward(x)",
      "query: this.key.forward(x), key: this.query.forward(x)"],
    ["with values that are keys", "body", "encoder/selfAttention.ts", "value: this.value.forward(x)", "value: this.key.forward(x)"],
    ["with square matrices that are not turned on reading", "body", "encoder/names.ts", "(dense|query|key|value|", "(dense|"],
    ["attending to padding", "body", "encoder/encoderMask.ts", "return tf.reshape(attentionMask, [batch, 1, 1, time!]);",
      'return tf.ones([batch, 1, 1, time], "bool");'],
    ["with the mean for the pooled output", "body", "encoder/pooling.ts",
      "tf.reshape(tf.slice(states, [0, 0, 0], [batch, 1, hidden!]), [batch, hidden!])", "tf.mean(states, 1)"],
    ["without the pooled output's tanh", "sequences", "encoder/bert.ts", "tf.tanh(this.pooler.dense.forward(summary))",
      "this.pooler.dense.forward(summary)"],
    ["with a head that has no bias for each token", "maskedTokens", "encoder/maskedTokenHead.ts",
      "tf.add(tf.matMul(rows, table, false, true), this.bias.value)", "tf.matMul(rows, table, false, true)"],
    ["with a head without its activation", "pretraining", "encoder/maskedTokenHead.ts", "body.parts.gelu(dense.forward(x))",
      "dense.forward(x)"],
    ["with next sentences read from the last token", "pretraining", "encoder/pooling.ts",
      "tf.slice(states, [0, 0, 0], [batch, 1, hidden!])", "tf.slice(tf.reverse(states, 1), [0, 0, 0], [batch, 1, hidden])"],
    ["with classes of tokens read from the layer before the last", "tokens", "encoder/lastState.ts", "hiddenStates.length - 1",
      "hiddenStates.length - 2"],
    ["with an answer's start and end exchanged", "answers", "encoder/bertForQuestionAnswering.ts", "[startLogits, endLogits]",
      "[endLogits, startLogits]"],
  ])("%s (%s)", async (_, head, file, from, to) => {
    expect(worst(await forwardDistances(await mutated(file, { from, to }), head))).toBeGreaterThan(2e-4);
  });
});

describe("Hugging Face's hidden states, for rows of numbers, tell our BERT", () => {
  it.each([
    ["that forgets token types", "if (types === undefined)", "if (types === undefined || isRows(types))"],
    ["that forgets the mask", "if (mask === undefined)", "if (mask === undefined || isRows(mask))"],
  ])("%s", async (_, from, to) => {
    const mutant = await mutated("encoder/inputs.ts", { from, to });
    expect(worst(await forwardDistances(mutant, "body", { rows: true }))).toBeGreaterThan(2e-4);
  });
});

describe("PyTorch's AdamW tells fine-tuning", () => {
  const rates = "training/parameterRates.ts";
  const layerwise: [string, string, string, string][] = [
    ["whose top layer learns as fast as the head", rates, "factor ** (layers - Number(layer))", "factor ** (layers - 1 - Number(layer))"],
    ["whose embeddings learn as fast as the lowest layer", rates, "factor ** (layers + 1)", "factor ** layers"],
    ["whose rates rise towards the embeddings", rates, "factor ** (layers - Number(layer))", "factor ** (1 + Number(layer))"],
    ["whose class weights change the mean, too", "training/weightedCrossEntropy.ts", "tf.maximum(tf.sum(weight), 1e-12)", "tf.sum(kept)"],
    ["that forgets the class weights", "encoder/parts.ts", "completeParts(own, parts,", "completeParts(own, { ...parts, crossEntropy },"],
    ["whose long gradients are not cut", "training/clipByGlobalNorm.ts", "tf.minimum(tf.div(limit, tf.add(norm, 1e-6)), 1)", "tf.scalar(1)"],
  ];
  it.each(layerwise)("%s", async (_, file, from, to) => {
    const mutant = await mutated(file, { from, to });
    expect(worst(await fineTuningDistances(mutant, "layerwise"))).toBeGreaterThan(1e-3);
  });

  it("whose frozen body moves", async () => {
    const mutant = await mutated(rates, { from: "(name.startsWith(body) ? 0 : 1)", to: "(name.startsWith(body) ? 0.1 : 1)" });
    expect(worst(await fineTuningDistances(mutant, "frozen"))).toBeGreaterThan(1e-3);
  });
});

describe("Hugging Face's gradients tell our BERT", () => {
  it.each<[string, Head, string, string, string]>([
    ["with the slope of GELU's share alone", "body", "tensor/exactGelu.ts", "tf.mul(dy, tf.add(below, tf.mul(x, density)))",
      "tf.mul(dy, below)"],
    ["that learns from positions that were not chosen", "maskedTokens", "encoder/losses.ts",
      "crossEntropy(logits, labels, { ignoreIndex: NOT_COUNTED })", "crossEntropy(logits, tf.cast(tf.maximum(labels, 0), \"int32\"))"],
    ["that has the mean of both losses", "pretraining", "encoder/bertForPreTraining.ts", "tf.add(tokens, nextSentence)",
      "tf.div(tf.add(tokens, nextSentence), 2)"],
    ["that learns where answers begin, but not where they end", "answers", "encoder/losses.ts",
      "loss(tf.add(endLogits, hidden), end)", "loss(tf.add(startLogits, hidden), start)"],
    ["that takes class 0 for what does not count", "tokens", "encoder/bertForTokenClassification.ts",
      "ignoreIndex: NOT_COUNTED", "ignoreIndex: 0"],
    ["whose masked-token head is not tied to the embedding", "maskedTokens", "encoder/maskedTokenHead.ts",
      "body.embeddings.word_embeddings.weight.value as", "tf.variable(body.embeddings.word_embeddings.weight.value) as"],
  ])("%s (%s)", async (_, head, file, from, to) => {
    const mutant = await mutated(file, { from, to });
    expect(worst(await gradientDistances(mutant, head))).toBeGreaterThan(1e-2);
  });
});
