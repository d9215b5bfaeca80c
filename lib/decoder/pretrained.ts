import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Parameters } from "../tensor/module";
import { atomicWrite } from "../system/atomicWrite";
import { loadSafetensors, saveSafetensors } from "../tensor/safetensors";
import { saveTokenizer, type Tokenizer } from "../tokenizer";
import type { GPTConfig } from "./config";
import { fromHuggingFaceConfig, toHuggingFaceConfig } from "./layouts/gpt2";

/** Buffers and copies that some GPT-2 checkpoints hold and that are no parameters of their own. */
const DERIVED = /\.attn\.(bias|masked_bias)$|^lm_head\.weight$/;

/** Writes a folder in the layout that Hugging Face tools open; each file is whole or not there. */
export async function writePretrained(
  directory: string,
  { config, parameters, tokenizer }: { config: GPTConfig; parameters: Parameters; tokenizer?: Tokenizer },
): Promise<void> {
  await mkdir(directory, { recursive: true });
  const json = (value: unknown): string => JSON.stringify(value, null, 2) + "\n";
  await atomicWrite(join(directory, "config.json"), json(toHuggingFaceConfig(config)));
  await saveSafetensors(join(directory, "model.safetensors"), parameters);
  if (tokenizer) await saveTokenizer(join(directory, "tokenizer.json"), tokenizer);
}

/**
 * Reads a folder with `config.json` and `model.safetensors`; the caller disposes the parameters.
 *
 * Names may lack the prefix "transformer.", as in checkpoints of the model without its language-modelling head.
 *
 * @throws Error where a file is missing, damaged or of another kind of model.
 */
export async function readPretrained(directory: string): Promise<{ config: GPTConfig; parameters: Parameters }> {
  const path = join(directory, "config.json");
  const text = await readFile(path, "utf8").catch((error: Error) => {
    throw new Error(`no configuration at ${path}: expected a folder with config.json and model.safetensors`, { cause: error });
  });
  const config = fromHuggingFaceConfig(parseJson(text, path));
  const { tensors } = await loadSafetensors(join(directory, "model.safetensors"));
  const parameters: Parameters = {};
  for (const [name, tensor] of Object.entries(tensors)) {
    if (DERIVED.test(name)) tensor.dispose();
    else parameters[name.startsWith("transformer.") ? name : `transformer.${name}`] = tensor;
  }
  return { config, parameters };
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${path} is not JSON (${(error as Error).message}): was it cut off while it was written?`, { cause: error });
  }
}
