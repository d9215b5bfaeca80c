import * as tf from "@tensorflow/tfjs-core";
import { type Parameter, type Parameters, requireSameShapes } from "../tensor/module";
import { pendingTensor, type PendingTensor, readTensor } from "../tensor/safetensors";
import type { TensorSource } from "../tensor/safetensorsFile";

/** Where a parameter of ours lies in a checkpoint. */
export interface Place {
  /** the checkpoint's tensors: side by side on the last axis of ours, each with its size there; one alone is all of it */
  pieces: { name: string; size?: number }[];
  /** whether theirs is stored [out, in], as PyTorch's nn.Linear has it; ours is [in, out] */
  transposed?: boolean;
  /** what is added to theirs to give ours; 0 unless told otherwise */
  offset?: number;
}

/** How the tensors of one kind of checkpoint are named. */
export interface Naming<Config> {
  /** Where the checkpoint has our parameter of this name. */
  place(name: string, config: Config): Place;
  /** what the names begin with in a model with its head; checkpoints of the bare model lack it */
  prefix: string;
  /** buffers, copies and what belongs to other heads: in some checkpoints, but no parameters of this model */
  derived(name: string, config: Config): boolean;
  /** the name that older checkpoints have in its place */
  formerName?(name: string): string;
}

/** Whose names and shapes a checkpoint has. */
export interface Checkpoint<Config> {
  layout: Naming<Config>;
  config: Config;
}

/** Our parameters as a checkpoint in this layout has them: by its names, in pieces, transposed; each made when it is written. */
export function placedTensors<Config>(
  parameters: Parameters,
  { layout, config }: Checkpoint<Config>,
): Record<string, PendingTensor> {
  const placed: Record<string, PendingTensor> = {};
  for (const [name, tensor] of Object.entries(parameters)) {
    const place = layout.place(name, config);
    let begin = 0;
    for (const { name: theirs, size } of place.pieces) {
      placed[theirs] = pieceOf(pendingTensor(name, tensor), tensor, { place, begin, size });
      begin += size ?? 0;
    }
  }
  return placed;
}

function pieceOf(
  whole: PendingTensor,
  tensor: tf.Tensor,
  { place, begin, size }: { place: Place; begin: number; size?: number },
): PendingTensor {
  const { transposed = false, offset = 0 } = place;
  if (size === undefined && !transposed && offset === 0) return whole;
  const read = async (): Promise<Float32Array | Int32Array> => {
    const piece = tf.tidy(() => {
      const last = tensor.rank - 1;
      const start = tensor.shape.map((_, axis) => (axis === last ? begin : 0));
      const sides = tensor.shape.map((side, axis) => (axis === last ? (size ?? side) : side));
      const cut = tf.sub(tf.slice(tensor, start, sides), offset);
      return transposed ? tf.transpose(cut) : cut;
    });
    try {
      return (await piece.data()) as Float32Array | Int32Array;
    } finally {
      piece.dispose();
    }
  };
  return { dtype: whole.dtype, shape: pieceShape(tensor.shape, { transposed, size }), read };
}

/** The shape of a piece of ours in the checkpoint. */
function pieceShape(own: readonly number[], { transposed, size }: { transposed?: boolean; size?: number }): number[] {
  const shape = [...own.slice(0, -1), size ?? own[own.length - 1]];
  return transposed ? shape.reverse() : shape;
}

/**
 * Where in a checkpoint each of our parameters lies.
 *
 * @param own          our parameters
 * @param entries      what the checkpoint has
 * @param mayBeMissing asked of each parameter that it lacks; one that may be has no place in the result
 * @throws RangeError that lists, by the checkpoint's names, all that is missing, unknown or of another shape.
 */
export function requireFit<Config>(
  own: ReadonlyMap<string, Parameter>,
  entries: ReadonlyMap<string, { shape: readonly number[] }>,
  { layout, config, mayBeMissing = () => false }: Checkpoint<Config> & { mayBeMissing?: (name: string) => boolean },
): Map<string, Place> {
  const expected = new Map<string, number[]>();
  const places = new Map<string, Place>();
  for (const [name, { value }] of own) {
    const { pieces, ...rest } = layout.place(name, config);
    const found = pieces.map(({ name, size }) => ({ name: nameIn(entries, name, layout), size }));
    if (!found.some(({ name }) => entries.has(name)) && mayBeMissing(name)) continue;
    for (const { name: theirs, size } of found) {
      expected.set(theirs, pieceShape(value.shape, { transposed: rest.transposed, size }));
    }
    places.set(name, { pieces: found, ...rest });
  }
  const given = [...entries].filter(([name]) => expected.has(name) || !layout.derived(name, config));
  requireSameShapes(expected, new Map(given.map(([name, { shape }]) => [name, shape])));
  return places;
}

/** The name as the checkpoint has it: with or without its prefix, or as it was once called. */
function nameIn<Config>(
  entries: ReadonlyMap<string, unknown>,
  name: string,
  { prefix, formerName = (name) => name }: Naming<Config>,
): string {
  const bare = (name: string): string => (name.startsWith(prefix) ? name.slice(prefix.length) : name);
  const variants = [name, formerName(name)].flatMap((name) => [name, bare(name), `${prefix}${name}`]);
  return variants.find((variant) => entries.has(variant)) ?? name;
}

/** One of our parameters, put together; the caller disposes it. */
export async function readParameter(
  source: TensorSource,
  { pieces, transposed = false, offset = 0 }: Place,
): Promise<tf.Tensor> {
  const read: tf.Tensor[] = [];
  try {
    for (const { name } of pieces) read.push(await readTensor(source, name));
    return tf.tidy(() => {
      const turned = read.map((tensor) => (transposed ? tf.transpose(tensor) : tf.clone(tensor)));
      const whole = turned.length === 1 ? turned[0] : tf.concat(turned, -1);
      return offset === 0 ? whole : tf.add(whole, offset);
    });
  } finally {
    tf.dispose(read);
  }
}
