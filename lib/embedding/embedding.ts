import * as tf from "@tensorflow/tfjs-core";
import { requireRank, requireTensor } from "../tensor/checks";
import { Module, Parameter } from "../tensor/module";
import { normalTensor } from "../tensor/normalTensor";
import { oneHot } from "../tensor/oneHot";
import type { Random } from "../tensor/random";

/**
 * Looks up one row of a table for each id: `embedding(E, i) = E[i]`, the same as `onehot(i) E`.
 *
 * The gradient adds the incoming rows up by id. Ids outside the table can't be refused here without reading from the
 * device: check them on the host, as GPT does.
 *
 * @param table [vocabulary, hidden], float32
 * @param ids   int32 of any shape
 * @returns     [...ids' shape, hidden]
 * @throws TypeError, RangeError where ranks or data types do not fit.
 */
export function embedding(table: tf.Tensor, ids: tf.Tensor): tf.Tensor {
  requireTensor("table", table, "float32");
  requireRank("table", table, 2, 2);
  requireTensor("ids", ids, "int32");
  const [vocabulary, hidden] = table.shape;
  const flat = tf.reshape(ids, [-1]) as tf.Tensor1D;
  const rows = tf.customGrad((input, save) => {
    (save as tf.GradSaveFunc)([flat]); // else it would be gone by the time of the backward pass
    return {
      value: tf.gather(input as tf.Tensor2D, flat),
      gradFunc: (dy, [ids]) => sumById(dy as tf.Tensor2D, ids as tf.Tensor1D, vocabulary),
    };
  })(table); // [ids, hidden]
  return tf.reshape(rows, [...ids.shape, hidden]);
}

/** Row v of the result is the sum of the rows whose id is v; [rows, hidden] → [vocabulary, hidden]. */
function sumById(rows: tf.Tensor2D, ids: tf.Tensor1D, vocabulary: number): tf.Tensor {
  if (tf.getKernel("UnsortedSegmentSum", tf.getBackend())) return tf.unsortedSegmentSum(rows, ids, vocabulary);
  // The WASM engine has no kernel for it; the same sum as a matrix product: onehot(ids)ᵀ rows.
  return tf.matMul(oneHot(ids, vocabulary), rows, true);
}

/** A table of vectors, `weight` [rows, size]. */
export class Embedding extends Module {
  readonly weight: Parameter;

  constructor(rows: number, size: number, { deviation, random }: { deviation: number; random: Random }) {
    super();
    this.weight = new Parameter(normalTensor([rows, size], deviation, random));
  }
}
