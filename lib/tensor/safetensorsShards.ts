import { readdir, readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { atomicWriteAll, type FileContent } from "../system/atomicWrite";
import { shown } from "../system/shown";
import { type PendingTensor, requireFloatType, safetensorsContent, type SaveOptions } from "./safetensors";
import { bytesOf } from "./safetensorsEncode";
import { SafetensorsFile, type TensorSource } from "./safetensorsFile";
import { type HostTensor, SafetensorsError, type TensorEntry } from "./safetensorsFormat";
import { readShardIndex } from "./safetensorsIndex";

export interface ShardOptions extends SaveOptions {
  /** most bytes of values in one file; a larger tensor gets a file of its own. 5 GB unless told otherwise */
  maxShardBytes?: number;
  /** other files of the model by name, such as its `config.json`: they get their names together with the weights */
  alongside?: Record<string, FileContent>;
}

const WHOLE = "model.safetensors";
const INDEX = "model.safetensors.index.json";
const SHARD = /^model-\d{5}-of-\d{5}\.safetensors$/;

/**
 * Writes a model's tensors into a folder: to `model.safetensors`, or where they take more than `maxShardBytes`, to
 * `model-00001-of-00003.safetensors` … and an index that says which file holds which tensor, as Hugging Face names them.
 *
 * No file gets its name before all are written. Files of an earlier model that the new one has no use for are removed at
 * the end.
 *
 * @throws RangeError where maxShardBytes is not a positive number; SafetensorsError for a name that can't be written.
 */
export async function writeShards(
  directory: string,
  tensors: Record<string, PendingTensor>,
  { maxShardBytes = 5e9, alongside = {}, ...options }: ShardOptions = {},
): Promise<void> {
  if (!(maxShardBytes > 0)) throw new RangeError(`maxShardBytes is ${maxShardBytes}: expected a number of bytes above 0`);
  const { dtype: floats = "float32" } = options;
  requireFloatType(floats);
  const sizeOf = (tensor: PendingTensor): number => bytesOf(tensor, floats);
  const shards = split(tensors, { maxShardBytes, sizeOf });
  const numbered = (i: number): string => String(i).padStart(5, "0");
  const shardName = (i: number): string => `model-${numbered(i + 1)}-of-${numbered(shards.length)}.safetensors`;
  const names = shards.length === 1 ? [WHOLE] : shards.map((_, i) => shardName(i));
  const files: Record<string, FileContent> = {};
  for (const [i, shard] of shards.entries()) files[names[i]] = safetensorsContent(shard, options);
  if (shards.length > 1) {
    const total_size = Object.values(tensors).reduce((sum, tensor) => sum + sizeOf(tensor), 0);
    const weight_map = Object.fromEntries(shards.flatMap((shard, i) => Object.keys(shard).map((name) => [name, names[i]])));
    files[INDEX] = `${JSON.stringify({ metadata: { total_size }, weight_map }, null, 2)}\n`;
  }
  await atomicWriteAll(directory, { ...files, ...alongside });
  const isWeights = (name: string): boolean => name === WHOLE || name === INDEX || SHARD.test(name);
  const stale = (await readdir(directory)).filter((name) => isWeights(name) && !(name in files));
  await Promise.all(stale.map((name) => rm(join(directory, name))));
}

/** Puts tensors into shards in their order, as many as fit. */
function split(
  tensors: Record<string, PendingTensor>,
  { maxShardBytes, sizeOf }: { maxShardBytes: number; sizeOf: (tensor: PendingTensor) => number },
): Record<string, PendingTensor>[] {
  const shards: [string, PendingTensor][][] = [[]];
  let filled = 0;
  for (const [name, tensor] of Object.entries(tensors)) {
    const size = sizeOf(tensor);
    if (shards.at(-1)!.length > 0 && filled + size > maxShardBytes) {
      shards.push([]);
      filled = 0;
    }
    shards.at(-1)!.push([name, tensor]);
    filled += size;
  }
  return shards.map((shard) => Object.fromEntries(shard));
}

/**
 * Opens a folder's `model.safetensors`, or the shards of its `model.safetensors.index.json`.
 * @throws Error where neither is there; SafetensorsError where a file is damaged or the index and the shards disagree.
 */
export async function openShards(directory: string): Promise<TensorSource> {
  const names = await readdir(directory);
  if (names.includes(WHOLE)) return SafetensorsFile.open(join(directory, WHOLE));
  const path = join(directory, INDEX);
  const text = await readFile(path, "utf8").catch((error: Error) => {
    throw new Error(`${directory} has neither ${WHOLE} nor ${INDEX}: expected a model's parameters`, { cause: error });
  });
  const index = readShardIndex(text, path);
  const files = new Map<string, SafetensorsFile>();
  try {
    for (const name of index.shards) files.set(name, await openShard(path, name));
    const source = new ShardedTensors(files);
    index.requireSame(new Map([...files].map(([name, { entries }]) => [name, entries])));
    return source;
  } catch (error) {
    await Promise.all([...files.values()].map((file) => file.close()));
    throw error;
  }
}

async function openShard(index: string, name: string): Promise<SafetensorsFile> {
  return SafetensorsFile.open(join(dirname(index), name)).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
    throw new SafetensorsError(`${index} names the file ${shown(name)}, which is not there; fetch it too`, { cause: error });
  });
}

/** The tensors of several files as one. */
class ShardedTensors implements TensorSource {
  readonly entries: ReadonlyMap<string, TensorEntry>;
  private readonly fileOf = new Map<string, SafetensorsFile>();

  constructor(private readonly files: ReadonlyMap<string, SafetensorsFile>) {
    const all = [...files.values()];
    this.entries = new Map(all.flatMap(({ entries }) => [...entries]));
    for (const file of all) for (const name of file.entries.keys()) this.fileOf.set(name, file);
  }

  read(name: string): Promise<HostTensor> {
    const file = this.fileOf.get(name);
    if (!file) throw new RangeError(`no shard has a tensor ${shown(name)}`);
    return file.read(name);
  }

  async close(): Promise<void> {
    await Promise.all([...this.files.values()].map((file) => file.close()));
  }
}
