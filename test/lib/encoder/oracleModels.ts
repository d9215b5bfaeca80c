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

export function oracleOf(name: Head | "inputs"): Record<string, HostTensor> {
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

/** A model that a folder holds, and the loss of the oracle's labels. */
async function opened(library: Library, head: Head): Promise<{
  model: byhand.Module;
  forward: (inputs: byhand.InputTensors) => Record<string, unknown>;
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

/** The distance from Hugging Face of each hidden state at real tokens, of pooled output and scores, by name. */
export async function forwardDistances(library: Library, head: Head): Promise<Record<string, number>> {
  const { model, forward } = await opened(library, head);
  const inputs = oracleInputs();
  const outputs = tf.tidy(() => {
    const { hiddenStates, attentions, ...others } = forward(inputs) as byhand.BertOutput & Record<string, tf.Tensor>;
    const named: Record<string, tf.Tensor> = { ...others };
    hiddenStates.forEach((state, i) => (named[`hiddenStates.${i}`] = state));
    if (head === "body") attentions.forEach((weights, i) => (named[`attentions.${i}`] = weights));
    return named;
  });
  const found: Record<string, number> = {};
  const expected = oracleOf(head);
  const compared = Object.keys(expected).filter((name) => !name.startsWith("gradient ") && name !== "loss");
  for (const name of compared) found[name] = await distance(outputs[name]!, expected[name]!);
  tf.dispose([inputs, outputs]);
  model.dispose();
  return found;
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

/** The largest of these distances; Infinity where one is not a number. */
export const worst = (distances: Record<string, number>): number => {
  const all = Object.values(distances);
  return all.some(Number.isNaN) ? Infinity : Math.max(...all);
};
