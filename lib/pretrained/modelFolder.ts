import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { readJson } from "../system/readJson";
import type { Module } from "../tensor/module";
import type { PendingTensor } from "../tensor/safetensors";
import { openShards, type ShardOptions, writeShards } from "../tensor/safetensorsShards";
import { saveTokenizer, type Tokenizer } from "../tokenizer";
import type { Fields } from "./fields";
import { type Checkpoint, readParameter, requireFit } from "./placedTensors";

export interface SavePretrainedOptions extends Pick<ShardOptions, "dtype" | "maxShardBytes"> {
  /** written beside the model, if given */
  tokenizer?: Tokenizer;
}

/** Writes a folder in the layout that Hugging Face tools open; weights and configuration get their names together. */
export async function writeModelFolder(
  directory: string,
  { fields, tensors }: { fields: Fields; tensors: Record<string, PendingTensor> },
  { tokenizer, dtype, maxShardBytes }: SavePretrainedOptions = {},
): Promise<void> {
  await mkdir(directory, { recursive: true });
  const json = `${JSON.stringify(fields, null, 2)}\n`;
  await writeShards(directory, tensors, { dtype, maxShardBytes, alongside: { "config.json": json } });
  if (tokenizer) await saveTokenizer(join(directory, "tokenizer.json"), tokenizer);
}

/** The content of a folder's `config.json`. @throws Error where it is missing or no JSON. */
export async function readConfigFile(directory: string): Promise<unknown> {
  const path = join(directory, "config.json");
  return readJson(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
    throw new Error(`no configuration at ${path}: expected a folder with config.json and model.safetensors`, { cause: error });
  });
}

/**
 * Opens a folder with `config.json` and `model.safetensors` (or its shards) as a model, one tensor after the other.
 *
 * Names may lack their prefix ("transformer.", "model.", "bert."), as in checkpoints of a model without its head.
 *
 * @param read what the configuration says, and how the tensors beside it are named
 * @param make gives a model of the configuration, whose parameters are then replaced
 * @param mayBeMissing asked of each parameter that the folder lacks: whether it may stay as it was made; no, unless given
 * @throws Error where a file is missing, damaged or of another kind of model; nothing is left in memory then.
 */
export async function readModelFolder<Model extends Module, Config>(
  directory: string,
  { read, make, mayBeMissing }: {
    read: (json: unknown) => Checkpoint<Config>;
    make: (config: Config) => Model;
    mayBeMissing?: (name: string) => boolean;
  },
): Promise<Model> {
  const checkpoint = read(await readConfigFile(directory));
  const source = await openShards(directory);
  let model: Model | undefined;
  try {
    model = make(checkpoint.config);
    const own = model.namedParameters();
    for (const [name, place] of requireFit(own, source.entries, { ...checkpoint, mayBeMissing })) {
      const tensor = await readParameter(source, place);
      own.get(name)!.set(tensor);
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
