import * as tf from "@tensorflow/tfjs-core";
import { requireRank, requireTensor } from "../tensor/checks";
import { oneHot } from "../tensor/oneHot";

/**
 * Looks up one row of a table for each id by a matrix product: `onehot(i) E = E[i]`.
 *
 * The product multiplies all rows but one by 0: `vocabulary` times the work of {@link embedding}, which gives the same
 * values and gradients. It shows why a look-up can be trained: it is a linear layer. An id outside gives zeros.
 *
 * @param table [vocabulary, hidden], float32
 * @param ids   int32 of any shape
 * @returns     [...ids' shape, hidden]
 * @throws TypeError, RangeError where ranks or data types do not fit.
 */
export function oneHotEmbedding(table: tf.Tensor, ids: tf.Tensor): tf.Tensor {
  requireTensor("table", table, "float32");
  requireRank("table", table, 2, 2);
  requireTensor("ids", ids, "int32");
  const [vocabulary, hidden] = table.shape;
  const rows = oneHot(tf.reshape(ids, [-1]), vocabulary); // [ids, vocabulary]
  return tf.reshape(tf.matMul(rows, table), [...ids.shape, hidden]);
}
