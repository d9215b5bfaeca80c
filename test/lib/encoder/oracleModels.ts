import * as tf from "@tensorflow/tfjs-core";
import type * as byhand from "byhand";
import { bertNaming } from "../../../lib/encoder/names";
import { placedTensors } from "../../../lib/pretrained/placedTensors";
import type { HostTensor } from "../../../lib/tensor/safetensorsFormat";
import { distance, oraclePath, readTensorOracle, tensorOf } from "../../oracle";

export type Library = typeof byhand;

/** The folders of random models of Hugging Face (test/oracles/bert.py), with the class of each. */
export const HEADS = {
  body: "Bert",
  pretraining: "BertForPreTraining",
  maskedTokens: "BertForMaskedLM",
  nextSentence: "BertForNextSentencePrediction",
  sequences: "BertForSequenceClassification",
  tokens: "BertForTokenClassification",
  answers: "BertForQuestionAnswering",
} as const;

export type Head = keyof typeof HEADS;

export const headNames = Object.keys(HEADS) as Head[];

/** float32 through a few layers against PyTorch's doubles; what the course promises for any model. */
export const TOLERANCE = 1e-4;

const files = new Map<string, Record<string, HostTensor>>();

export function oracleOf(name: Head | "inputs" | "fineTuning"): Record<string, HostTensor> {
  if (!files.has(name)) files.set(name, readTensorOracle(`bert/${name}.safetensors`));
  return files.get(name)!;
}

/** The oracle's pairs of texts, some of them padded. */
export function oracleInputs(): byhand.InputTensors {
  const { ids, tokenTypes, attentionMask } = oracleOf("inputs");
  const mask = tensorOf(attentionMask!);
  const inputs = { ids: tensorOf(ids!), tokenTypes: tensorOf(tokenTypes!), attentionMask: tf.cast(mask, "bool") };
  mask.dispose();
  return inputs as byhand.InputTensors;
}

/** The same as rows of numbers, as a reader of the notebook would write them. */
async function inRows(inputs: byhand.InputTensors): Promise<Record<keyof byhand.InputTensors, number[][]>> {
  const [ids, tokenTypes, attentionMask] = await Promise.all(
    [inputs.ids, inputs.tokenTypes, inputs.attentionMask].map((tensor) => tensor.array()));
  return { ids: ids!, tokenTypes: tokenTypes!, attentionMask: attentionMask! };
}

/** A model that a folder holds, and the loss of the oracle's labels. */
async function opened(library: Library, head: Head): Promise<{
  model: byhand.Module;
  forward: (inputs: byhand.BertInputs) => Record<string, unknown>;
  loss: (inputs: byhand.InputTensors) => tf.Scalar;
}> {
  const labels = (name: string): tf.Tensor => tensorOf(oracleOf("inputs")[name]!);
  const folder = oraclePath(`bert/${head}`);
  if (head === "body") {
    const model = await library.Bert.fromPretrained(folder);
    const loss = (inputs: byhand.InputTensors): tf.Scalar => {
      const { hiddenStates, pooled } = model.forward(inputs);
      const real = tf.cast(tf.expandDims(inputs.attentionMask, -1), "float32");
      return tf.add(tf.mean(tf.mul(tf.square(hiddenStates.at(-1)!), real)), tf.mean(pooled!));
    };
    return { model, forward: (inputs) => model.forward(inputs), loss };
  }
  if (head === "pretraining") {
    const model = await library.BertForPreTraining.fromPretrained(folder);
    const targets = (): byhand.PretrainingTargets => ({ tokens: labels("tokens"), nextSentence: labels("nextSentence") });
    return { model, forward: (inputs) => model.forward(inputs), loss: (inputs) => model.loss(inputs, targets()) };
  }
  const names = {
    maskedTokens: "tokens", nextSentence: "nextSentence", sequences: "classes", tokens: "tags", answers: "spans",
  };
  const model = await library[HEADS[head]].fromPretrained(folder);
  return {
    model, forward: (inputs) => model.forward(inputs), loss: (inputs) => model.loss(inputs, labels(names[head])),
  };
}

/** How far each hidden state, pooled output and scores are from Hugging Face's at most, by name. */
export async function forwardDistances(
  library: Library, head: Head, { rows = false } = {},
): Promise<Record<string, number>> {
  const { model, forward } = await opened(library, head);
  const inputs = oracleInputs();
  const given = rows ? await inRows(inputs) : inputs;
  const outputs = tf.tidy(() => {
    const { hiddenStates, attentions, ...others } = forward(given) as byhand.BertOutput & Record<string, tf.Tensor>;
    const named: Record<string, tf.Tensor> = { ...others };
    hiddenStates.forEach((state, i) => (named[`hiddenStates.${i}`] = state));
    if (head === "body") attentions.forEach((weights, i) => (named[`attentions.${i}`] = weights));
    return named;
  });
  const found: Record<string, number> = {};
  const expected = oracleOf(head);
  const compared = Object.keys(expected).filter((name) => !name.startsWith("gradient ") && name !== "loss");
  for (const name of compared) found[name] = await difference(outputs[name]!, expected[name]!);
  tf.dispose([inputs, outputs]);
  model.dispose();
  return found;
}

/** The largest difference of two values; Infinity where shapes differ or one is not a number. */
async function difference(tensor: tf.Tensor, { shape, values }: HostTensor): Promise<number> {
  if (`${tensor.shape}` !== `${shape}`) return Infinity;
  const differences = [...(await tensor.data())].map((value, i) => Math.abs(value - values[i]!));
  return differences.some(Number.isNaN) ? Infinity : Math.max(...differences);
}

/** The distance of the loss, and of its gradient for each tensor of the checkpoint, relative to its largest entry. */
export async function gradientDistances(library: Library, head: Head): Promise<Record<string, number>> {
  const { model, loss } = await opened(library, head);
  const inputs = oracleInputs();
  const own = model.stateDict();
  const names = Object.keys(own);
  const run = (...tensors: tf.Tensor[]): tf.Scalar =>
    library.functionalCall(model, Object.fromEntries(names.map((name, i) => [name, tensors[i]!])), () => loss(inputs));
  const { value, grads } = tf.tidy(() => tf.valueAndGrads(run)(Object.values(own)));
  const expected = oracleOf(head);
  const found: Record<string, number> = { loss: await distance(value, expected["loss"]!) };
  const ours = placedTensors(Object.fromEntries(names.map((name, i) => [name, grads[i]!])), { layout: bertNaming, config: null });
  for (const [name, { shape, read }] of Object.entries(ours)) {
    const { shape: expectedShape, values } = expected[`gradient ${name}`]!;
    // The bias of the keys, and that of an answer's place, changes nothing: their gradients are zero but for rounding.
    const scale = Math.max(1e-3, ...[...values].map(Math.abs));
    const differences = [...(await read())].map((slope, i) => Math.abs(slope - values[i]!));
    found[name] = `${shape}` === `${expectedShape}` ? Math.max(...differences) / scale : Infinity;
  }
  const missing = Object.keys(expected).filter((name) => name.startsWith("gradient ") && !(name.slice(9) in ours));
  for (const name of missing) found[`${name} is missing`] = Infinity;
  tf.dispose([inputs, value, grads]);
  model.dispose();
  return found;
}

/** How the classifier of texts is trained in test/oracles/bert.py: three steps on all texts. */
const FINE_TUNING = {
  steps: 3, batchSize: 3, learningRate: 0.03, finalLearningRate: 0.03, warmup: 0, clip: 0.5, weightDecay: 0.1, beta2: 0.95,
  epsilon: 1e-3,
};

/**
 * How far fine-tuning ends from what PyTorch's AdamW makes of the same checkpoint: each parameter, and the losses on the way.
 *
 * "layerwise" has a smaller rate for each lower layer, and weights for the classes; "frozen" trains the head alone.
 */
export async function fineTuningDistances(library: Library, way: "layerwise" | "frozen"): Promise<Record<string, number>> {
  const { BertForSequenceClassification, frozenBody, layerwiseRates, weightedCrossEntropy } = library;
  const isLayerwise = way === "layerwise";
  const parts = isLayerwise ? { crossEntropy: weightedCrossEntropy([0.5, 2, 1.25]) } : {};
  const model = await BertForSequenceClassification.fromPretrained(oraclePath("bert/sequences"), { parts });
  const before = Object.fromEntries(await hostTensors(model.stateDict()));
  const { ids, tokenTypes, attentionMask } = await inRows(oracleInputs());
  const classes = [...oracleOf("inputs")["classes"]!.values];
  const { losses } = await library.trainOnExamples(model, classes.map((_, i) => i), {
    ...FINE_TUNING, rateOf: isLayerwise ? layerwiseRates(model, { factor: 1 / 2 }) : frozenBody(),
    batchOf: (places) => ({
      inputs: library.encoderInputs(places.map((i) =>
        ({ ids: ids[i]!, typeIds: tokenTypes[i]!, attentionMask: attentionMask[i]! }))),
      targets: library.sequenceTargets(places.map((i) => classes[i]!), { classes: 3 }),
    }),
  });
  const expected = oracleOf("fineTuning");
  const apart = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
    (a.length === b.length ? Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i]!))) : Infinity);
  const found: Record<string, number> = { losses: apart(losses, expected[`${way} losses`]!.values) };
  for (const [name, values] of await hostTensors(model.stateDict())) {
    // What PyTorch's optimizer was not given has to be as it was.
    found[name] = apart(values, expected[`${way} ${name}`]?.values ?? before[name]!);
  }
  model.dispose();
  return found;
}

/** Parameters as the checkpoint has them. */
async function hostTensors(parameters: Record<string, tf.Tensor>): Promise<[name: string, values: ArrayLike<number>][]> {
  const placed = Object.entries(placedTensors(parameters, { layout: bertNaming, config: null }));
  return Promise.all(placed.map(async ([name, { read }]) => [name, await read()] as [string, ArrayLike<number>]));
}

/** The largest of these distances; Infinity where one is not a number. */
export const worst = (distances: Record<string, number>): number => {
  const all = Object.values(distances);
  return all.some(Number.isNaN) ? Infinity : Math.max(...all);
};
