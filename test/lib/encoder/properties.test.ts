import * as tf from "@tensorflow/tfjs-core";
import * as byhand from "byhand";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engines } from "../../engines";
import { mutated } from "../../mutated";
import { config, enliven, largestDifference, type Library, lossOf, makers, outputsOf, randomIds } from "./models";

const names = Object.keys(makers);

const padded = (row: number[], length: number, filling: number): number[] =>
  [...row, ...Array.from({ length: length - row.length }, () => filling)];

/** The largest change of anything at two texts' real tokens when more padding, and padding of other ids, is put behind them. */
async function effectOfPadding(library: Library, name: string): Promise<number> {
  const model = enliven(makers[name]!(library));
  const texts = [randomIds(7, 1), randomIds(4, 2)];
  const batch = (length: number, paddingId: number): byhand.BertInputs => ({
    ids: texts.map((text) => padded(text, length, paddingId)),
    tokenTypes: texts.map((text) => padded(text.map((_, i) => (i > 2 ? 1 : 0)), length, 0)),
    attentionMask: texts.map((text) => padded(text.map(() => 1), length, 0)),
  });
  const [short, long] = [await outputsOf(model, batch(7, 0)), await outputsOf(model, batch(11, 9))];
  // What is given for each token is compared at real ones; what is given for a text, whole.
  const real = (row: number[][], { time, length }: { time: number; length: number }): number[][] =>
    row.length === time ? row.slice(0, length) : row;
  const differences = Object.keys(short).flatMap((output) => texts.map(({ length }, i) => largestDifference(
    real(short[output]![i]!, { time: 7, length }), real(long[output]![i]!, { time: 11, length }))));
  const losses = tf.tidy(() => [lossOf(model, batch(7, 0), 7), lossOf(model, batch(11, 9), 11)]);
  const [a, b] = await Promise.all(losses.map((loss) => loss.data()));
  tf.dispose(losses);
  model.dispose();
  return Math.max(...differences, Math.abs(a![0]! - b![0]!));
}

/** Without positions: how far the states of a permuted text are from the text's states, permuted alike. */
async function effectOfOrder(library: Library, { positions = false } = {}): Promise<number> {
  const model = enliven(new library.Bert(config, { seed: 1 }));
  const table = model.embeddings.position_embeddings.weight;
  const zeros = tf.zeros(table.value.shape);
  if (!positions) table.set(zeros);
  zeros.dispose();
  const ids = randomIds(9, 3);
  const order = new byhand.Random(5).shuffle(ids.map((_, i) => i));
  const types = ids.map((_, i) => (i > 4 ? 1 : 0));
  const states = async (places: number[]): Promise<number[][]> => {
    const inputs = { ids: [places.map((i) => ids[i]!)], tokenTypes: [places.map((i) => types[i]!)] };
    return (await outputsOf(model, inputs))[`hiddenStates.${config.layers}`]![0]!;
  };
  const [plain, permuted] = [await states(ids.map((_, i) => i)), await states(order)];
  model.dispose();
  return largestDifference(permuted, order.map((i) => plain[i]!));
}

describe.each(engines)("on the engine %s", (engine) => {
  beforeAll(() => byhand.useEngine(engine));

  it.each(names)("padding changes nothing, neither states and scores nor the loss: %s", async (name) => {
    expect(await effectOfPadding(byhand, name)).toBeLessThan(1e-5); // 0 but for another order of summation
  });

  it("without positions, permuting the text permutes the states", async () => {
    expect(await effectOfOrder(byhand)).toBeLessThan(1e-4);
  });

  it("with them it does not", async () => {
    expect(await effectOfOrder(byhand, { positions: true })).toBeGreaterThan(0.1);
  });

  it("each token's states depend on later tokens as on earlier ones", async () => {
    const model = enliven(makers["Bert"]!(byhand));
    const ids = randomIds(8, 4);
    const last = `hiddenStates.${config.layers}`;
    const before = (await outputsOf(model, { ids: [ids] }))[last]![0]!;
    for (const place of [0, 7]) {
      const other = ids.map((id, i) => (i === place ? 5 + ((id - 4) % 14) : id));
      const after = (await outputsOf(model, { ids: [other] }))[last]![0]!;
      for (const i of ids.keys()) expect(largestDifference(before[i], after[i]), `${place} on ${i}`).toBeGreaterThan(1e-3);
    }
    model.dispose();
  });

  it("dropout is really off in evaluation, and on in training, in body and heads", async () => {
    const model = enliven(makers["BertForSequenceClassification"]!(byhand, { dropout: 0.5 }));
    const without = enliven(makers["BertForSequenceClassification"]!(byhand));
    const inputs = { ids: [randomIds(6, 5)] };
    const expected = await outputsOf(without, inputs);
    expect(await outputsOf(model, inputs)).toEqual(expected);
    model.train();
    const classifier = model as byhand.BertForSequenceClassification;
    const dropped = byhand.withSeed(1, () => tf.tidy(() => classifier.forward(inputs).logits));
    expect(largestDifference(await dropped.array(), expected["logits"])).toBeGreaterThan(0.1);
    dropped.dispose();
    model.eval();
    expect(await outputsOf(model, inputs)).toEqual(expected);
    model.dispose();
    without.dispose();
  });

  it.each(names)("no tensor is left behind by making, running and disposing of it: %s", (name) => {
    const before = tf.memory().numTensors;
    const model = makers[name]!(byhand);
    tf.tidy(() => void lossOf(model, { ids: [randomIds(5, 1), randomIds(5, 2)] }, 5));
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe("the property tells a mutant", () => {
  beforeAll(() => byhand.useEngine("cpu"));

  it.each([
    ["that attends to padding", "Bert", "encoder/encoderMask.ts", "return tf.reshape(attentionMask, [batch, 1, 1, time!]);",
      "return tf.ones([batch, 1, 1, time], \"bool\");"],
    ["that masks queries instead of keys", "Bert", "encoder/encoderMask.ts", "[batch, 1, 1, time!]", "[batch, 1, time!, 1]"],
    ["that takes the last token for the text's summary", "BertForNextSentencePrediction", "encoder/pooling.ts",
      "tf.slice(states, [0, 0, 0], [batch, 1, hidden!])", "tf.slice(tf.reverse(states, 1), [0, 0, 0], [batch, 1, hidden])"],
    ["whose answers may lie in padding", "BertForQuestionAnswering", "encoder/losses.ts", "1e9); // 0", "0); // 0"],
  ])("%s, by padding", async (_, name, file, from, to) => {
    expect(await effectOfPadding(await mutated(file, { from, to }), name)).toBeGreaterThan(1e-3);
  });

  it("that sees earlier tokens only, by order", async () => {
    const mutant = await mutated("encoder/encoderMask.ts", {
      from: "return tf.reshape(attentionMask, [batch, 1, 1, time!]);",
      to: "return tf.reshape(tf.linalg.bandPart(tf.ones([time, time]), -1, 0), [1, 1, time, time]).cast(\"bool\");",
    });
    expect(await effectOfOrder(mutant)).toBeGreaterThan(1e-2);
  });
});

describe.skipIf(!engines.includes("tensorflow"))("compiled", () => {
  beforeAll(async () => void (await byhand.useEngine("tensorflow")));
  afterAll(() => byhand.useEngine("cpu"));

  it.each([
    "BertForPreTraining", "BertForSequenceClassification", "BertForTokenClassification", "BertForQuestionAnswering",
  ])("it gives the same loss and gradients as plain, with dropout, padding and types: %s", async (name) => {
    const model = enliven(makers[name]!(byhand, { dropout: 0.2 })).train();
    const step = (parameters: byhand.Parameters, inputs: byhand.InputTensors, seed: tf.Scalar): byhand.Parameters => {
      const own = Object.keys(parameters);
      const loss = (...tensors: tf.Tensor[]): tf.Scalar => byhand.functionalCall(
        model, Object.fromEntries(own.map((name, i) => [name, tensors[i]!])),
        () => byhand.withSeed(seed, () => lossOf(model, inputs, 7)),
      );
      const { value, grads } = tf.valueAndGrads(loss)(Object.values(parameters));
      return { loss: value, ...Object.fromEntries(own.map((name, i) => [name, grads[i]!])) };
    };
    const compiled = byhand.compile(step);
    for (const seed of [1, 4]) { // the first call makes the graph; the second is to run it on other texts
      const texts = [randomIds(7, seed), randomIds(5, seed + 1)].map((ids) => (
        { ids, typeIds: ids.map((_, i) => (i > 3 ? 1 : 0)), attentionMask: ids.map(() => 1) }));
      const inputs = byhand.encoderInputs(texts);
      const [plain, graph] = tf.tidy(() => [step, compiled].map((run) => run(model.stateDict(), inputs, tf.scalar(seed))));
      for (const [name, expected] of Object.entries(plain!)) {
        const [values, found] = await Promise.all([expected.data(), graph![name]!.data()]);
        const largest = Math.max(1e-2, ...values.map(Math.abs)); // a key's bias has no gradient but rounding
        expect(Math.max(...values.map((value, i) => Math.abs(value - found[i]!))), name).toBeLessThan(2e-5 * largest);
      }
      tf.dispose([plain!, graph!, inputs]);
    }
    expect(compiled.report().graphs).toHaveLength(1);
    compiled.dispose();
    model.dispose();
  });
});
