import { shown } from "../../system/shown";
import type { FloatType } from "../../tensor/safetensorsFormat";
import { type CompleteGPTConfig, completeConfig, type GPTConfig } from "../config";
import { byhand } from "./byhand";
import { type Fields, lacking, requireField } from "../../pretrained/fields";
import { gemma } from "./gemma";
import { gpt2 } from "./gpt2";
import type { Layout } from "./layout";
import { llama } from "./llama";
import { mistral } from "./mistral";

/** The first of these that can say a configuration is the one that it is written in. */
const LAYOUTS = [gpt2, llama, mistral, gemma];

/** Fields that other models of these types have, and that change what a model computes. */
const LACKING = ["quantization_config", "attn_logit_softcapping", "final_logit_softcapping", "num_local_experts"];

/** The layout that a configuration is written in. */
export function layoutFor(config: CompleteGPTConfig): Layout {
  return LAYOUTS.find((layout) => obstacles(layout, config).length === 0) ?? byhand;
}

/**
 * The configuration as the `config.json` of a GPT-2, Llama, Mistral or Gemma in Hugging Face's `transformers`.
 *
 * One that none of them can say becomes a `config.json` of this library's own, which says so.
 *
 * @param dtype how the parameters beside it are written
 */
export function toHuggingFaceConfig(config: GPTConfig, { dtype = "float32" }: { dtype?: FloatType } = {}): Fields {
  const complete = completeConfig(config);
  const layout = layoutFor(complete);
  return {
    model_type: layout.modelType,
    ...(layout === byhand ? { note: explanation(complete) } : {}),
    ...layout.writeConfig(complete),
    ...(layout === byhand ? {} : { bos_token_id: null, eos_token_id: null, pad_token_id: null }),
    torch_dtype: dtype, // transformers 4 reads this one
    dtype,
  };
}

/**
 * Reads the `config.json` of a GPT-2, Llama, Mistral, Gemma (the first), or of this library's own.
 * @throws TypeError, RangeError that names the field, where it is of another model or uses what this one does not have.
 */
export function fromHuggingFaceConfig(json: unknown): CompleteGPTConfig {
  return readLayout(json).config;
}

/** As {@link fromHuggingFaceConfig}, with the layout that says how the parameters beside it are named. */
export function readLayout(json: unknown): { layout: Layout; config: CompleteGPTConfig } {
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    throw new TypeError("config.json does not hold an object: expected a model's configuration as Hugging Face writes it");
  }
  const fields = json as Fields;
  const type = fields["model_type"];
  const layout = [...LAYOUTS, byhand].find(({ modelType }) => modelType === type);
  if (!layout) throw lacking("model_type", type, [...LAYOUTS, byhand].map(({ modelType }) => modelType).join(", "));
  for (const field of LACKING) requireField(fields, field, null);
  return { layout, config: completeConfig(layout.readConfig(fields)) };
}

/** The fields that a layout has no place for, as `field is value`. */
function obstacles(layout: Layout, config: CompleteGPTConfig): string[] {
  const sayable = Object.entries(layout.sayable(config)) as [keyof GPTConfig, readonly unknown[]][];
  return sayable
    .filter(([field, values]) => !values.includes(config[field]))
    .map(([field]) => `${field} is ${shown(config[field])}`);
}

function explanation(config: CompleteGPTConfig): string {
  const [nearest] = LAYOUTS.map((layout) => ({ layout, problems: obstacles(layout, config) })).sort(
    (a, b) => a.problems.length - b.problems.length,
  );
  return (
    "Only the package byhand opens this model. No model of Hugging Face's transformers that byhand writes has its shape; " +
    `the nearest is ${nearest.layout.modelType}, but ${nearest.problems.join(", ")}.`
  );
}
