import * as tf from "@tensorflow/tfjs-core";
import { requireShape, requireTensor } from "../tensor/checks";
import { type TokenIds, tokenTensor } from "../tensor/tokenIds";
import type { CompleteBertConfig } from "./config";

/** What a BERT looks at. Tensors, or rows of numbers, whose values are checked. */
// A type, not an interface: a compiled function takes plain objects of tensors.
export type BertInputs = {
  /** int32 [batch, time] */
  ids: TokenIds;
  /** int32 [batch, time]: which text of a pair a token is of; 0 everywhere unless given */
  tokenTypes?: TokenIds;
  /** bool [batch, time] (1 and 0 in rows of numbers): true for a real token, false for padding; true unless given */
  attentionMask?: TokenIds;
};

// A type for the same reason.
export type InputTensors = { ids: tf.Tensor2D; tokenTypes: tf.Tensor2D; attentionMask: tf.Tensor2D };

type Rows = readonly (readonly number[])[];

/**
 * The inputs as tensors of one shape, [batch, time].
 * @throws RangeError, TypeError where texts are empty, too long or ragged, an id, type or mask is outside its range, or shapes
 * differ; values of tensors are not looked at, which would stop the device.
 */
export function inputTensors(inputs: BertInputs, config: CompleteBertConfig): InputTensors {
  const { contextLength, vocabularySize } = config;
  const ids = tokenTensor(inputs.ids, { vocabularySize });
  const time = ids.shape[1];
  if (time > contextLength) {
    throw new RangeError(
      `ids has ${time} tokens: the context holds ${contextLength}; cut texts when encoding them, with ` +
        `truncation: { maxLength: ${contextLength} }`,
    );
  }
  return { ids, tokenTypes: typeTensor(inputs.tokenTypes, ids, config), attentionMask: maskTensor(inputs.attentionMask, ids) };
}

function typeTensor(types: TokenIds | undefined, ids: tf.Tensor2D, config: CompleteBertConfig): tf.Tensor2D {
  if (types === undefined) return tf.zerosLike(ids);
  if (isRows(types)) {
    requireEach("tokenTypes", types, {
      fits: (type) => Number.isInteger(type) && type >= 0 && type < config.tokenTypes,
      expected: `this model has the types 0 to ${config.tokenTypes - 1} (config.tokenTypes is ${config.tokenTypes})`,
    });
  }
  return sameShape("tokenTypes", types, { ids, dtype: "int32" });
}

function maskTensor(mask: TokenIds | undefined, ids: tf.Tensor2D): tf.Tensor2D {
  if (mask === undefined) return tf.ones(ids.shape, "bool");
  if (isRows(mask)) {
    requireEach("attentionMask", mask, {
      fits: (value) => value === 0 || value === 1,
      expected: "expected 1 for a real token, 0 for padding",
    });
    const empty = mask.findIndex((row) => row.every((value) => value === 0));
    if (empty >= 0) {
      throw new RangeError(`attentionMask[${empty}] is 0 everywhere: a text needs at least one real token to attend to`);
    }
  }
  return sameShape("attentionMask", mask, { ids, dtype: "bool" });
}

function sameShape(name: string, values: TokenIds, { ids, dtype }: { ids: tf.Tensor2D; dtype: "int32" | "bool" }): tf.Tensor2D {
  const tensor = isRows(values) ? tf.tensor2d(values.flat(), rowsShape(name, values), dtype) : values;
  requireTensor(name, tensor, dtype);
  requireShape(name, tensor, ids.shape, "the shape of ids: one for each token");
  return tensor as tf.Tensor2D;
}

function isRows(values: TokenIds): values is Rows {
  return Array.isArray(values);
}

/** @throws RangeError where rows differ in length. */
function rowsShape(name: string, rows: Rows): [number, number] {
  const time = rows[0]?.length ?? 0;
  const odd = rows.findIndex((row) => row.length !== time);
  if (odd < 0) return [rows.length, time];
  throw new RangeError(`${name}[${odd}] has ${rows[odd].length} entries but ${name}[0] has ${time}: rows must have one length`);
}

function requireEach(name: string, rows: Rows, { fits, expected }: { fits: (value: number) => boolean; expected: string }): void {
  for (const [i, row] of rows.entries()) {
    const j = row.findIndex((value) => !fits(value));
    if (j >= 0) throw new RangeError(`${name}[${i}][${j}] is ${row[j]}: ${expected}`);
  }
}
