import { booleanField, chosenField, type Fields, lacking, numberField, requireField } from "../pretrained/fields";
import type { FloatType } from "../tensor/safetensorsFormat";
import { type CompleteBertConfig, completeBertConfig } from "./config";

/** What a BERT's `config.json` says: its shape, and what its head's classes are called. */
export interface BertDescription {
  config: CompleteBertConfig;
  /** the name of Hugging Face's class: "BertForMaskedLM" */
  architecture?: string;
  labels?: readonly string[];
}

const ACTIVATIONS = { gelu: "exactGelu", gelu_new: "gelu", gelu_pytorch_tanh: "gelu", relu: "relu" } as const;
const THEIR_ACTIVATIONS = { exactGelu: "gelu", gelu: "gelu_new", relu: "relu" } as const;

/**
 * The `config.json` of a BERT in Hugging Face's `transformers`.
 *
 * There is one dropout rate here, that of `hidden_dropout_prob`; `attention_probs_dropout_prob`, which matters in training
 * only, is not kept.
 */
export function bertFields(
  { config, architecture, labels }: BertDescription,
  { dtype = "float32" }: { dtype?: FloatType } = {},
): Fields {
  return {
    architectures: [architecture],
    model_type: "bert",
    vocab_size: config.vocabularySize,
    max_position_embeddings: config.contextLength,
    hidden_size: config.hiddenSize,
    num_hidden_layers: config.layers,
    num_attention_heads: config.heads,
    intermediate_size: config.innerSize,
    hidden_act: THEIR_ACTIVATIONS[config.activation],
    layer_norm_eps: config.normEpsilon,
    initializer_range: config.initializerRange,
    type_vocab_size: config.tokenTypes,
    pad_token_id: config.paddingId,
    hidden_dropout_prob: config.dropout,
    attention_probs_dropout_prob: 0,
    tie_word_embeddings: true,
    ...(labels && {
      id2label: Object.fromEntries(labels.map((label, i) => [String(i), label])),
      label2id: Object.fromEntries(labels.map((label, i) => [label, i])),
    }),
    torch_dtype: dtype, // transformers 4 reads this one
    dtype,
  };
}

/** @throws TypeError, RangeError that names the field, where it is of another model or uses what this one does not have. */
export function readBertFields(json: unknown): BertDescription {
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    throw new TypeError("config.json does not hold an object: expected a model's configuration as Hugging Face writes it");
  }
  const fields = json as Fields;
  if (fields["model_type"] !== "bert") throw lacking("model_type", fields["model_type"], "bert");
  requireField(fields, "position_embedding_type", "absolute");
  requireField(fields, "is_decoder", false);
  requireField(fields, "add_cross_attention", false);
  requireField(fields, "quantization_config", null);
  if (!booleanField(fields, "tie_word_embeddings", true)) throw lacking("tie_word_embeddings", false, "true");
  const paddingId = fields["pad_token_id"] === null ? null : numberField(fields, "pad_token_id", 0);
  const config = completeBertConfig({
    vocabularySize: numberField(fields, "vocab_size"),
    contextLength: numberField(fields, "max_position_embeddings"),
    hiddenSize: numberField(fields, "hidden_size"),
    layers: numberField(fields, "num_hidden_layers"),
    heads: numberField(fields, "num_attention_heads"),
    innerSize: numberField(fields, "intermediate_size"),
    activation: chosenField(fields, "hidden_act", ACTIVATIONS, "gelu"),
    normEpsilon: numberField(fields, "layer_norm_eps", 1e-12),
    initializerRange: numberField(fields, "initializer_range", 0.02),
    tokenTypes: numberField(fields, "type_vocab_size", 2),
    dropout: numberField(fields, "hidden_dropout_prob", 0.1),
    paddingId,
  });
  return { config, architecture: readArchitecture(fields), labels: readLabels(fields) };
}

function readArchitecture(fields: Fields): string | undefined {
  const [first] = Array.isArray(fields["architectures"]) ? (fields["architectures"] as unknown[]) : [];
  return typeof first === "string" ? first : undefined;
}

/** The classes' names in the order of their numbers. @throws RangeError where a number is left out. */
function readLabels(fields: Fields): string[] | undefined {
  const names = fields["id2label"] as Record<string, unknown> | null | undefined;
  if (names === undefined || names === null) return undefined;
  const labels = Object.keys(names).map((_, i) => names[String(i)]);
  if (labels.every((label): label is string => typeof label === "string")) return labels;
  throw lacking("id2label", names, "a name for each number from 0 on");
}
