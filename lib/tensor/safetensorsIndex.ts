import { duplicateKey } from "../system/jsonKeys";
import { shown } from "../system/shown";
import { SafetensorsError, type TensorEntry } from "./safetensorsFormat";

/** What `model.safetensors.index.json` says: which file holds which tensor, and how many bytes all of them take. */
export interface ShardIndex {
  /** The files' names, each once. */
  shards: string[];
  /** @throws SafetensorsError that names the tensor or the number in which the files differ from the index. */
  requireSame(files: ReadonlyMap<string, ReadonlyMap<string, TensorEntry>>): void;
}

/**
 * Reads and checks the text of an index.
 *
 * @param source What it is called in messages, usually the file's path.
 * @throws SafetensorsError naming the source, the value found and what was expected.
 */
export function readShardIndex(text: string, source: string): ShardIndex {
  const fail = (problem: string): never => {
    throw new SafetensorsError(`${source} is not a sound index of safetensors files: ${problem}`);
  };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    fail(`it is not JSON (${(error as Error).message}); fetch it again`);
  }
  const twice = duplicateKey(text);
  if (twice !== undefined) fail(`it has the key ${shown(twice)} twice; expected each tensor in one file only`);
  const { weight_map: map, metadata } = (json ?? {}) as Record<string, unknown>;
  if (typeof map !== "object" || map === null || Array.isArray(map)) {
    fail(`weight_map is ${shown(map)}; expected an object that gives each tensor's file`);
  }
  const fileOf = new Map(Object.entries(map as object) as [string, unknown][]);
  for (const [name, file] of fileOf) {
    if (typeof file === "string" && /^[^/\\]+\.safetensors$/.test(file)) continue;
    fail(`tensor ${shown(name)} is in ${shown(file)}; expected the name of a safetensors file in the same folder`);
  }
  const total = (metadata as { total_size?: unknown } | undefined)?.total_size;
  if (total !== undefined && !(Number.isSafeInteger(total) && (total as number) >= 0)) {
    fail(`metadata.total_size is ${shown(total)}; expected a number of bytes`);
  }
  return {
    shards: [...new Set(fileOf.values())] as string[],
    requireSame: (files) => requireSame(files, { fileOf, total: total as number | undefined, fail }),
  };
}

function requireSame(
  files: ReadonlyMap<string, ReadonlyMap<string, TensorEntry>>,
  { fileOf, total, fail }: { fileOf: Map<string, unknown>; total?: number; fail: (problem: string) => never },
): void {
  for (const [name, file] of fileOf) {
    if (!files.get(file as string)!.has(name)) fail(`it says that tensor ${shown(name)} is in ${file}, which has none`);
  }
  let bytes = 0;
  for (const [file, entries] of files) {
    for (const { name, begin, end } of entries.values()) {
      bytes += end - begin;
      if (!fileOf.has(name)) fail(`${file} has a tensor ${shown(name)}, of which the index says nothing`);
      if (fileOf.get(name) !== file) fail(`tensor ${shown(name)} is in ${file} and in ${fileOf.get(name)}: expected one`);
    }
  }
  if (total !== undefined && total !== bytes) {
    fail(`metadata.total_size is ${total} bytes, but the files hold ${bytes}; one may be of another model`);
  }
}
