import * as tf from "@tensorflow/tfjs-core";
import { layoutFor } from "../../../lib/decoder/layouts";
import { placedTensors } from "../../../lib/pretrained/placedTensors";
import type { HostTensor } from "../../../lib/tensor/safetensorsFormat";
import { distance, oraclePath, readTensorOracle, tensorOf } from "../../oracle";
import type { Library } from "./models";

/** The folder of a random model of Hugging Face (test/oracles/gpt2.py, decoders.py), and what it computes. */
export type OracleModel = "gpt2" | "llama" | "mistral" | "gemma";

/** float32 through a few layers against PyTorch's doubles; what the course promises for any model. */
export const TOLERANCE = 1e-4;

const files = new Map<string, Record<string, HostTensor>>();

/** A file of an oracle's folder, read once. */
export function oracleOf(folder: OracleModel, file: "outputs" | "gradients" | "padded"): Record<string, HostTensor> {
  const name = `${folder}/${file}.safetensors`;
  if (!files.has(name)) files.set(name, readTensorOracle(name));
  return files.get(name)!;
}

/** The distance from Hugging Face of the logits, each hidden state and each layer's attention weights, by name. */
export async function forwardDistances({ GPT }: Library, folder: OracleModel): Promise<Record<string, number>> {
  const outputs = oracleOf(folder, "outputs");
  const model = await GPT.fromPretrained(oraclePath(folder));
  const ids = tensorOf(outputs["ids"]!);
  const { logits, hiddenStates, attentions } = tf.tidy(() => ({ ...model.forward(ids) }));
  const actual: Record<string, tf.Tensor> = { logits };
  hiddenStates.forEach((state, i) => (actual[`hidden_states.${i}`] = state));
  attentions.forEach((weights, i) => (actual[`attentions.${i}`] = weights));
  const found = await Promise.all(
    Object.entries(actual).map(async ([name, tensor]): Promise<[string, number]> => [
      name,
      await distance(tensor, outputs[name]!),
    ]),
  );
  tf.dispose([ids, actual]);
  model.dispose();
  return Object.fromEntries(found);
}

/** The distance of the loss, and of its gradient for each tensor of the checkpoint, relative to its largest entry. */
export async function gradientDistances(
  { GPT, functionalCall }: Library,
  folder: OracleModel,
): Promise<Record<string, number>> {
  const [outputs, gradients] = [oracleOf(folder, "outputs"), oracleOf(folder, "gradients")];
  const model = await GPT.fromPretrained(oraclePath(folder));
  const [ids, labels] = [tensorOf(outputs["ids"]!), tensorOf(outputs["labels"]!)];
  const own = model.stateDict();
  const names = Object.keys(own);
  const loss = (...tensors: tf.Tensor[]): tf.Scalar => {
    const parameters = Object.fromEntries(names.map((name, i) => [name, tensors[i]!]));
    return functionalCall(model, parameters, () => model.loss(ids, labels));
  };
  const { value, grads } = tf.valueAndGrads(loss)(Object.values(own));
  const found: Record<string, number> = { loss: await distance(value, outputs["loss"]!) };
  const ours = Object.fromEntries(names.map((name, i) => [name, grads[i]!]));
  const { config } = model;
  for (const [name, { shape, read }] of Object.entries(placedTensors(ours, { layout: layoutFor(config), config }))) {
    const { shape: expected, values } = gradients[name]!;
    const scale = Math.max(...[...values].map(Math.abs));
    const gradient = await read();
    const differences = [...gradient].map((slope, i) => Math.abs(slope - values[i]!));
    found[name] = `${shape}` === `${expected}` ? Math.max(...differences) / scale : Infinity;
  }
  tf.dispose([ids, labels, value, grads]);
  model.dispose();
  return found;
}

/**
 * The largest distance, over the real tokens, of the logits of two texts of which one is padded on the left; in pieces of
 * these lengths through a cache, or all at once.
 */
export async function paddedDistance({ GPT }: Library, folder: OracleModel, pieces?: number[]): Promise<number> {
  const oracle = oracleOf(folder, folder === "gpt2" ? "padded" : "outputs");
  const [ids, mask, logits] = ["ids", "mask", "logits"].map((name) => oracle[`padded.${name}`]!);
  const [batch, time, vocabulary] = logits!.shape as [number, number, number];
  const model = await GPT.fromPretrained(oraclePath(folder));
  const cache = pieces ? model.newCache() : undefined;
  const parts: tf.Tensor[] = [];
  let done = 0;
  for (const length of pieces ?? [time]) {
    parts.push(tf.tidy(() => {
      const part = tf.slice(tensorOf(ids!), [0, done], [batch, length]);
      const attentionMask = tf.cast(tf.slice(tensorOf(mask!), [0, 0], [batch, done + length]), "bool");
      return model.forward(part, { cache, attentionMask }).logits;
    }));
    done += length;
  }
  const all = tf.concat(parts, 1);
  const values = await all.data();
  const differences = [...values].map((value, i) =>
    mask!.values[Math.floor(i / vocabulary)] === 1 ? Math.abs(value - logits!.values[i]!) : 0);
  tf.dispose([parts, all]);
  cache?.forEach((layer) => layer.dispose());
  model.dispose();
  return differences.some(Number.isNaN) ? Infinity : Math.max(...differences);
}

/** The largest of these distances; Infinity where one is not a number. */
export const worst = (distances: Record<string, number>): number => {
  const all = Object.values(distances);
  return all.some(Number.isNaN) ? Infinity : Math.max(...all);
};
