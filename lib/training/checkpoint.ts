import * as tf from "@tensorflow/tfjs-core";
import { randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { atomicWrite } from "../system/atomicWrite";
import type { Parameters } from "../tensor/module";
import { isRandomState } from "../tensor/random";
import { loadSafetensors, saveSafetensors } from "../tensor/safetensors";
import type { Moments } from "./adamW";
import { type Configuration, requireSameConfiguration } from "./configuration";

/** What a run has come to, beside its tensors. */
export interface RunRecord {
  /** Steps made. */
  step: number;
  /** State of the generator that draws batches and dropout seeds. */
  random: number[];
  /** The loss of each step made. */
  losses: number[];
  validation: { step: number; loss: number }[];
}

/** Everything that is needed to go on exactly where a run was left. */
export interface Checkpoint extends RunRecord {
  parameters: Parameters;
  moments: Moments;
}

const INDEX = "checkpoint.json";
const TENSOR_FILE = /^(parameters|moments)-\d+-[0-9a-f]{8}\.safetensors$/;

/**
 * Writes a checkpoint into a folder, in place of an earlier one there.
 *
 * Whatever instant the process is killed at, the folder holds one whole checkpoint: the tensors go to new files, and
 * only then does `checkpoint.json`, which names them, get replaced in one rename. The parameters' file is one that
 * Hugging Face tools read.
 *
 * @throws the file system's own error (disk full, no permission), with the earlier checkpoint intact.
 */
export async function saveCheckpoint(
  directory: string,
  { parameters, moments, ...record }: Checkpoint,
  configuration: Configuration,
): Promise<void> {
  await mkdir(directory, { recursive: true });
  const mark = `${record.step}-${randomUUID().slice(0, 8)}`;
  const files = { parameters: `parameters-${mark}.safetensors`, moments: `moments-${mark}.safetensors` };
  await saveSafetensors(join(directory, files.parameters), parameters);
  await saveSafetensors(join(directory, files.moments), { first: moments.first, second: moments.second });
  await atomicWrite(join(directory, INDEX), JSON.stringify({ format: 1, configuration, files, ...record }));
  await removeOthers(directory, Object.values(files));
}

/**
 * Reads the checkpoint in a folder into new tensors, which the caller disposes; null where there is none.
 *
 * @throws RangeError where it belongs to another configuration (all differences are named) or is damaged.
 */
export async function loadCheckpoint(directory: string, configuration: Configuration): Promise<Checkpoint | null> {
  const path = join(directory, INDEX);
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  if (text === null) return null;
  const { files, configuration: theirs, ...record } = parseIndex(path, text);
  requireSameConfiguration(directory, { theirs, ours: configuration });
  const { tensors: parameters } = await loadSafetensors(join(directory, files.parameters));
  const { tensors: moments } = await loadSafetensors(join(directory, files.moments)).catch((error: Error) => {
    tf.dispose(parameters);
    throw error;
  });
  const { first, second } = moments as unknown as Moments;
  const size = Object.values(parameters).reduce((sum, tensor) => sum + tensor.size, 0);
  if (first?.size !== size || second?.size !== size) {
    tf.dispose([parameters, moments]);
    throw damaged(join(directory, files.moments), `expected "first" and "second" with ${size} numbers each`);
  }
  return { ...record, parameters, moments: { first, second } };
}

interface Index extends RunRecord {
  files: { parameters: string; moments: string };
  configuration: Configuration;
}

/** The JSON text as a checkpoint's index, each field looked at. */
function parseIndex(path: string, text: string): Index {
  let json: Partial<Index> & { format?: unknown };
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw damaged(path, `it is not JSON (${(error as Error).message})`);
  }
  const { format, step, random, losses, validation, files, configuration } = json ?? {};
  const expect = (field: string, fits: boolean, expected: string): void => {
    if (!fits) throw damaged(path, `${field}: expected ${expected}`);
  };
  const isNamed = (name: unknown): boolean => typeof name === "string" && TENSOR_FILE.test(name);
  expect("format", format === 1, "1");
  expect("step", Number.isInteger(step) && step! >= 0, "a whole number, not negative");
  expect("random", isRandomState(random), "four 32-bit words, not all zero");
  const isLosses = Array.isArray(losses) && losses.length === step && losses.every(Number.isFinite);
  expect("losses", isLosses, `${step} finite numbers, one for each step`);
  const isPoint = (point: unknown): boolean => {
    const { step, loss } = (point ?? {}) as { step?: unknown; loss?: unknown };
    return Number.isInteger(step) && Number.isFinite(loss);
  };
  expect("validation", Array.isArray(validation) && validation.every(isPoint), "a list of {step, loss}");
  const areNamed = isNamed(files?.parameters) && isNamed(files?.moments);
  expect("files", areNamed, "names of two safetensors files in the folder");
  expect("configuration", typeof configuration === "object" && configuration !== null, "an object");
  return { step, random, losses, validation, files, configuration } as Index;
}

function damaged(path: string, what: string): RangeError {
  return new RangeError(`${path} is damaged: ${what}. Remove the folder, or train without resuming, to start anew`);
}

/** Removes the files of earlier checkpoints and of interrupted writes. */
async function removeOthers(directory: string, keep: string[]): Promise<void> {
  const isOurs = (name: string): boolean =>
    TENSOR_FILE.test(name) || /^\.(checkpoint\.json|(parameters|moments)-.*\.safetensors)\..*\.tmp$/.test(name);
  const others = (await readdir(directory)).filter((name) => isOurs(name) && !keep.includes(name));
  await Promise.all(others.map((name) => rm(join(directory, name), { force: true })));
}
