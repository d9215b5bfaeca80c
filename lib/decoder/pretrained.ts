import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { readJson } from "../system/readJson";
import type { Module, Parameters } from "../tensor/module";
import { openShards, type ShardOptions, writeShards } from "../tensor/safetensorsShards";
import { saveTokenizer, type Tokenizer } from "../tokenizer";
import { type CompleteGPTConfig, completeConfig, type GPTConfig } from "./config";
import { layoutFor, readLayout, toHuggingFaceConfig } from "./layouts";
import { placedTensors, readParameter, requireFit } from "./placedTensors";

export interface SavePretrainedOptions extends Pick<ShardOptions, "dtype" | "maxShardBytes"> {
  /** written beside the model, if given */
  tokenizer?: Tokenizer;
}

/** Writes a folder in the layout that Hugging Face tools open; weights and configuration get their names together. */
export async function writePretrained(
  directory: string,
  { config, parameters }: { config: GPTConfig; parameters: Parameters },
  { tokenizer, dtype, maxShardBytes }: SavePretrainedOptions = {},
): Promise<void> {
  const complete = completeConfig(config);
  const tensors = placedTensors(parameters, { layout: layoutFor(complete), config: complete });
  await mkdir(directory, { recursive: true });
  const json = JSON.stringify(toHuggingFaceConfig(complete, { dtype }), null, 2);
  await writeShards(directory, tensors, { dtype, maxShardBytes, alongside: { "config.json": `${json}\n` } });
  if (tokenizer) await saveTokenizer(join(directory, "tokenizer.json"), tokenizer);
}

/**
 * Opens a folder with `config.json` and `model.safetensors` (or its shards) as a model, one tensor after the other.
 *
 * Names may lack their prefix ("transformer.", "model."), as in checkpoints of a model without its language-modelling head.
 *
 * @param make gives a model of the configuration, whose parameters are then replaced
 * @throws Error where a file is missing, damaged or of another kind of model; nothing is left in memory then.
 */
export async function readPretrained<Model extends Module>(
  directory: string,
  make: (config: CompleteGPTConfig) => Model,
): Promise<Model> {
  const path = join(directory, "config.json");
  const json = await readJson(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
    throw new Error(`no configuration at ${path}: expected a folder with config.json and model.safetensors`, { cause: error });
  });
  const { layout, config } = readLayout(json);
  const source = await openShards(directory);
  let model: Model | undefined;
  try {
    model = make(config);
    const own = model.namedParameters();
    const places = requireFit(own, source.entries, { layout, config });
    for (const [name, parameter] of own) {
      const tensor = await readParameter(source, places.get(name)!);
      parameter.set(tensor);
      tensor.dispose();
    }
    return model;
  } catch (error) {
    model?.dispose();
    throw error;
  } finally {
    await source.close();
  }
}
