import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { readJson } from "../system/readJson";
import type { Module, Parameter } from "../tensor/module";
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
 * @param read   what the configuration says, and how the tensors beside it are named
 * @param make   gives a model of the configuration, whose parameters are then replaced
 * @param wanted which of its parameters the folder must have, given the names that are there; all unless told otherwise
 * @throws Error where a file is missing, damaged or of another kind of model; nothing is left in memory then.
 */
export async function readModelFolder<Model extends Module, Config>(
  directory: string,
  { read, make, wanted = () => true }: {
    read: (json: unknown) => Checkpoint<Config>;
    make: (config: Config) => Model;
    wanted?: (name: string, entries: ReadonlyMap<string, unknown>) => boolean;
  },
): Promise<Model> {
  const checkpoint = read(await readConfigFile(directory));
  const source = await openShards(directory);
  let model: Model | undefined;
  try {
    model = make(checkpoint.config);
    const own = new Map<string, Parameter>([...model.namedParameters()].filter(([name]) => wanted(name, source.entries)));
    const places = requireFit(own, source.entries, checkpoint);
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
