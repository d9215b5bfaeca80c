import { type CompleteGPTConfig, completeConfig, type GPTConfig } from "../config";

/** The configuration as Hugging Face's `config.json` writes a GPT-2. */
export function toHuggingFaceConfig(config: GPTConfig): Record<string, unknown> {
  const { vocabularySize, contextLength, hiddenSize, layers, heads, innerSize, dropout, normEpsilon } =
    completeConfig(config);
  return {
    architectures: ["GPT2LMHeadModel"],
    model_type: "gpt2",
    vocab_size: vocabularySize,
    n_positions: contextLength,
    n_embd: hiddenSize,
    n_layer: layers,
    n_head: heads,
    n_inner: innerSize,
    activation_function: "gelu_new",
    layer_norm_epsilon: normEpsilon,
    resid_pdrop: dropout,
    embd_pdrop: dropout,
    attn_pdrop: 0,
    bos_token_id: null,
    eos_token_id: null,
    tie_word_embeddings: true,
    torch_dtype: "float32",
  };
}

/**
 * Reads a GPT-2's `config.json`. There is one dropout rate here, that of `resid_pdrop`; `embd_pdrop` and `attn_pdrop`, which
 * matter in training only, are not kept.
 *
 * @throws TypeError, RangeError that names the field, where it is not a GPT-2 or uses what this model does not have.
 */
export function fromHuggingFaceConfig(json: unknown): CompleteGPTConfig {
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    throw new TypeError("config.json does not hold an object: expected a Hugging Face GPT-2 configuration");
  }
  const fields = json as Record<string, unknown>;
  const expect = (name: string, supported: unknown[], fallback: unknown): void => {
    const value = fields[name] ?? fallback;
    if (!supported.includes(value)) {
      throw new RangeError(`config.json: ${name} is ${JSON.stringify(value)}: this model knows only ${supported.join(", ")}`);
    }
  };
  expect("model_type", ["gpt2"], undefined);
  expect("activation_function", ["gelu_new", "gelu_pytorch_tanh"], "gelu_new");
  expect("tie_word_embeddings", [true], true);
  expect("scale_attn_weights", [true], true);
  expect("scale_attn_by_inverse_layer_idx", [false], false);
  expect("add_cross_attention", [false], false);
  const number = (name: string, fallback?: number): number => {
    const value = fields[name] ?? fallback;
    if (typeof value !== "number") {
      throw new TypeError(`config.json: ${name} is ${JSON.stringify(value)}: expected a number`);
    }
    return value;
  };
  const hiddenSize = number("n_embd");
  return completeConfig({
    vocabularySize: number("vocab_size"),
    contextLength: number("n_positions"),
    hiddenSize,
    layers: number("n_layer"),
    heads: number("n_head"),
    innerSize: number("n_inner", 4 * hiddenSize),
    dropout: number("resid_pdrop", 0.1),
    normEpsilon: number("layer_norm_epsilon", 1e-5),
  });
}
