import type { Naming } from "../pretrained/placedTensors";

/** Parameters of heads, and of the pooler, that a body with another head has no use for. */
const HEADS = [
  /^(bert\.)?pooler\.dense\.(weight|bias)$/,
  /^cls\.predictions\.(bias|transform\.dense\.(weight|bias)|transform\.LayerNorm\.(weight|bias|gamma|beta))$/,
  /^cls\.seq_relationship\.(weight|bias)$/,
  /^(classifier|qa_outputs)\.(weight|bias)$/,
];

/** Buffers and copies: the positions' numbers in older files, and the tied decoder of masked tokens. */
const COPIES = /^(bert\.)?embeddings\.position_ids$|^cls\.predictions\.decoder\.(weight|bias)$/;

/** Whether a parameter belongs to a head (the pooler counts as one), not to the body. */
export function isOfHead(name: string): boolean {
  return HEADS.some((pattern) => pattern.test(name));
}

/** How Hugging Face names a BERT's tensors: as here, but matrices of linear maps are [out, in]. */
export const bertNaming: Naming<unknown> = {
  prefix: "bert.",
  place: (name) => ({ pieces: [{ name }], transposed: /(dense|query|key|value|classifier|qa_outputs|seq_relationship)\.weight$/.test(name) }),
  derived: (name) => COPIES.test(name) || isOfHead(name),
  // The first BERT's checkpoints, which came from TensorFlow.
  formerName: (name) => name.replace(/LayerNorm\.weight$/, "LayerNorm.gamma").replace(/LayerNorm\.bias$/, "LayerNorm.beta"),
};
