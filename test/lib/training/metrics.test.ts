import * as tf from "@tensorflow/tfjs-core";
import * as byhand from "byhand";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { mutated } from "../../mutated";
import { distance, type OracleTensor, readJsonOracle, tensorOf } from "../../oracle";

interface Scores { precision: number; recall: number; f1: number; count: number }
const oracle = readJsonOracle<{
  classification: {
    predictions: string[]; answers: string[]; classes: string[] | null;
    accuracy: number; byClass: Record<string, Scores>; macroF1: number; microF1: number;
  }[];
  entities: { predictions: string[][]; answers: string[][]; all: Scores; kinds: Record<string, Scores> }[];
  answers: { prediction: string; truth: string; exactMatch: number; f1: number }[];
  weighted: {
    options: { weights: number[] }; targets: OracleTensor;
    inputs: Record<string, OracleTensor>; outputs: Record<string, OracleTensor>; upstream: Record<string, OracleTensor>;
    gradients: Record<string, OracleTensor>;
  };
  balanced: { labels: number[]; weights: number[] };
}>("metrics.json");

/** Numbers everywhere inside, to 12 digits. */
const rounded = (value: unknown): unknown => JSON.parse(JSON.stringify(value, (_, inner: unknown) =>
  (typeof inner === "number" ? Number(inner.toFixed(12)) : inner)));

describe("classificationScores", () => {
  const all = (library: typeof byhand): unknown => oracle.classification.map(({ predictions, answers, classes }) => {
    const { classes: byClass, ...rest } = library.classificationScores(predictions, answers, { classes: classes ?? undefined });
    return { ...rest, byClass };
  });
  const expected = oracle.classification.map(({ accuracy, byClass, macroF1, microF1 }) =>
    ({ accuracy, byClass, macroF1, microF1 }));

  it("gives scikit-learn's accuracy, precision, recall and F1 of each class, macro and micro", () => {
    expect(rounded(all(byhand))).toEqual(rounded(expected));
  });

  it.each([
    ["precision and recall exchanged", "counts.ts", "precision: share(truePositives, truePositives + falsePositives)",
      "precision: share(truePositives, truePositives + falseNegatives)"],
    ["the arithmetic mean for F1", "counts.ts", "f1: share(2 * truePositives, 2 * truePositives + falsePositives + falseNegatives)",
      "f1: (share(truePositives, truePositives + falsePositives) + share(truePositives, truePositives + falseNegatives)) / 2"],
    ["macro for micro", "classification.ts", "microF1: precisionRecall(summed(counts)).f1",
      "microF1: scores.reduce((sum, { f1 }) => sum + f1, 0) / names.length"],
    ["the share of right ones among the classes that count for accuracy", "classification.ts",
      "accuracy: accuracy(predictions, answers)", "accuracy: precisionRecall(summed(counts)).recall"],
    ["a count of what was found for what there is", "classification.ts", "counts[i].truePositives + counts[i].falseNegatives",
      "counts[i].truePositives + counts[i].falsePositives"],
    ["micro for macro", "classification.ts", "macroF1: scores.reduce((sum, { f1 }) => sum + f1, 0) / names.length",
      "macroF1: precisionRecall(summed(counts)).f1"],
  ])("is told from the mutant: %s", async (_, file, from, to) => {
    expect(rounded(all(await mutated(`training/metrics/${file}`, { from, to })))).not.toEqual(rounded(expected));
  });

  it("refuses lists of different lengths, empty ones, and no classes", () => {
    expect(() => byhand.accuracy(["a"], ["a", "b"])).toThrow(/predictions has 1 entries but answers has 2/);
    expect(() => byhand.classificationScores([], [])).toThrow(/answers is empty/);
    expect(() => byhand.classificationScores(["a"], ["a"], { classes: [] })).toThrow(/classes is empty/);
  });
});

describe("entityScores", () => {
  const all = (library: typeof byhand): unknown => oracle.entities.map(({ predictions, answers }) =>
    library.entityScores(predictions, answers));
  const expected = oracle.entities.map(({ all: { precision, recall, f1 }, kinds }) => ({ precision, recall, f1, kinds }));

  it("gives seqeval's precision, recall and F1 of whole names, over all kinds and of each", () => {
    expect(rounded(all(byhand))).toEqual(rounded(expected));
  });

  it.each([
    ["an I- never begins a name", "else found.push(", "else if (mark === \"B\") found.push("],
    ["an I- goes on with a name of another kind", "before?.last === i - 1 && before.kind === kind", "before?.last === i - 1"],
    ["half a name is enough", "=> `${first} ${last} ${kind}`", "=> `${first} ${kind}`"],
    ["a name's kind does not matter", "=> `${first} ${last} ${kind}`", "=> `${first} ${last}`"],
  ])("is told from the mutant: %s", async (_, from, to) => {
    const mutant = await mutated("training/metrics/entities.ts", { from, to });
    expect(rounded(all(mutant))).not.toEqual(rounded(expected));
  });

  it("reads names from tags", () => {
    expect(byhand.entitiesOf(["B-PER", "I-PER", "O", "I-LOC", "B-LOC"])).toEqual([
      { kind: "PER", first: 0, last: 1 }, { kind: "LOC", first: 3, last: 3 }, { kind: "LOC", first: 4, last: 4 },
    ]);
  });

  it("refuses tags that can't be read, and sentences of other lengths", () => {
    expect(() => byhand.entitiesOf(["O", "PER"])).toThrow(/tags\[1\] is "PER": expected O, or B- or I- and a kind/);
    expect(() => byhand.entityScores([["O"]], [["O", "O"]])).toThrow(/predictions\[0\] has 1 entries but answers\[0\] has 2/);
    expect(() => byhand.entityScores([["O"], ["PER"]], [["O"], ["O"]])).toThrow(/predictions\[1\]\[0\] is "PER": expected O/);
  });
});

describe("answerScores", () => {
  const all = (library: typeof byhand): unknown => oracle.answers.map(({ prediction, truth }) => ({
    prediction, truth, exactMatch: library.exactMatch(prediction, truth), f1: library.answerF1(prediction, truth),
  }));
  // torchmetrics computes in float32.
  const short = (value: unknown): unknown => JSON.parse(JSON.stringify(value, (_, inner: unknown) =>
    (typeof inner === "number" ? Number(inner.toFixed(5)) : inner)));

  it("gives SQuAD's exact match and F1, as torchmetrics computes them", () => {
    expect(short(all(byhand))).toEqual(short(oracle.answers));
    const predictions = oracle.answers.map(({ prediction }) => prediction);
    const means = byhand.answerScores(predictions, oracle.answers.map(({ truth }) => truth));
    expect(means.f1).toBeCloseTo(oracle.answers.reduce((sum, { f1 }) => sum + f1, 0) / predictions.length, 5);
    const exact = oracle.answers.filter(({ exactMatch }) => exactMatch === 1).length;
    expect(means.exactMatch).toBeCloseTo(exact / predictions.length, 9);
  });

  it.each([
    ["articles count", ".replace(/\\b(?:a|an|the)\\b/g, \" \")", ""],
    ["articles are cut out of words", "/\\b(?:a|an|the)\\b/g", "/(?:a|an|the)/g"],
    ["a word that is repeated counts each time", "if (at >= 0) left.splice(at, 1);", ""],
    ["case counts", "answer.toLowerCase()", "answer"],
  ])("is told from the mutant: %s", async (_, from, to) => {
    expect(short(all(await mutated("training/metrics/answers.ts", { from, to })))).not.toEqual(short(oracle.answers));
  });

  it("takes the best fitting of several true answers, and refuses a question without one", () => {
    expect(byhand.answerScores(["red kite"], [["the drum", "the kite"]])).toEqual({ exactMatch: 0, f1: 2 / 3 });
    expect(() => byhand.answerScores(["kite"], [[]])).toThrow(/answers\[0\] is empty: give at least one true answer/);
  });

  it("is 1 for the same words and 0 for none in common, and never above 1", () => {
    const words = fc.array(fc.constantFrom("kite", "drum", "the", "red"), { maxLength: 5 }).map((list) => list.join(" "));
    fc.assert(fc.property(words, words, (a, b) => {
      expect(byhand.answerF1(a, a)).toBe(1);
      expect(byhand.answerF1(a, b)).toBeCloseTo(byhand.answerF1(b, a), 12);
      expect(byhand.answerF1(a, b)).toBeLessThanOrEqual(1);
      expect(byhand.answerF1(a, b)).toBeGreaterThanOrEqual(byhand.exactMatch(a, b));
    }));
  });
});

describe("weightedCrossEntropy", () => {
  beforeAll(() => byhand.useEngine());
  const { options: { weights }, targets, inputs, outputs, upstream, gradients } = oracle.weighted;

  /** How far value and gradient are from PyTorch's. */
  async function fromPyTorch(library: typeof byhand): Promise<number> {
    const loss = library.weightedCrossEntropy(weights);
    const logits = tensorOf(inputs.logits!);
    const { value, grad } = tf.valueAndGrad((x) => loss(x, tensorOf(targets)))(logits, tensorOf(upstream.output!) as tf.Scalar);
    return Math.max(await distance(value, outputs.output!), await distance(grad, gradients.logits!));
  }

  it("gives PyTorch's value and gradient; targets of −100 don't count", async () => {
    expect(await fromPyTorch(byhand)).toBeLessThan(1e-5); // float32 against float64
  });

  it("is told from the mutant: the mean over examples, not over weights", async () => {
    const mutant = await mutated("training/weightedCrossEntropy.ts", { from: "tf.maximum(tf.sum(weight), 1e-12)", to: "tf.sum(kept)" });
    expect(await fromPyTorch(mutant)).toBeGreaterThan(1e-3);
  });

  it("is the plain cross-entropy where all weights are the same", async () => {
    const [logits, classes] = [tf.tensor2d([[1, 2, -1], [0, 3, 1]]), tf.tensor1d([2, 1], "int32")];
    const [own] = await byhand.weightedCrossEntropy([2, 2, 2])(logits, classes).data();
    expect(own).toBeCloseTo((await byhand.crossEntropy(logits, classes).data())[0]!, 5);
  });

  it("balances classes as scikit-learn does", async () => {
    const { labels } = oracle.balanced;
    const balanced = ({ balancedWeights }: typeof byhand): unknown => rounded(balancedWeights(labels, { classes: 4 }));
    expect(balanced(byhand)).toEqual(rounded(oracle.balanced.weights));
    const mutant = await mutated("training/weightedCrossEntropy.ts", { from: "(classes * count)", to: "count" });
    expect(balanced(mutant)).not.toEqual(rounded(oracle.balanced.weights));
  });

  it("refuses weights and labels that fit no classes", () => {
    expect(() => byhand.weightedCrossEntropy([1, -1])).toThrow(/weights\[1\] is -1/);
    expect(() => byhand.weightedCrossEntropy([1, 1])(tf.zeros([1, 3]), tf.tensor1d([0], "int32"))).toThrow(/weights has 2 entries but logits has 3/);
    expect(() => byhand.balancedWeights([0, 4], { classes: 4 })).toThrow(/labels\[1\] is 4: the classes are 0 to 3/);
  });
});
