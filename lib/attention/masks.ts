import * as tf from "@tensorflow/tfjs-core";
import { requireRank, requireTensor, requireWhole } from "../tensor/checks";

/**
 * The mask of a decoder: a query may attend to its own position and to earlier ones, never to later ones.
 *
 * Where there are more keys than queries (a key/value cache), the queries are the last positions.
 *
 * @returns bool [query, key], true = may attend
 * @throws RangeError where a length is not positive, or there are fewer keys than queries.
 */
export function causalMask(queryLength: number, keyLength: number = queryLength): tf.Tensor2D {
  requireWhole("queryLength", queryLength);
  requireWhole("keyLength", keyLength);
  if (keyLength < queryLength) {
    throw new RangeError(
      `keyLength is ${keyLength} but queryLength is ${queryLength}: every query's own position must be among the keys`,
    );
  }
  return tf.tidy(() => {
    const first = keyLength - queryLength; // position of the first query
    const queries = tf.reshape(tf.range(first, keyLength, 1, "int32"), [queryLength, 1]);
    const keys = tf.reshape(tf.range(0, keyLength, 1, "int32"), [1, keyLength]);
    return tf.greaterEqual(queries, keys) as tf.Tensor2D;
  });
}

/**
 * The mask that keeps attention away from padding: no query may attend to a key that is the padding token.
 *
 * @param ids       int32 [batch, time]
 * @param paddingId the id of the padding token
 * @returns bool [batch, 1, 1, key], true = a real token; combine with the causal mask by tf.logicalAnd
 * @throws TypeError, RangeError where ids is not an int32 tensor of rank 2.
 */
export function paddingMask(ids: tf.Tensor, paddingId: number): tf.Tensor4D {
  requireTensor("ids", ids, "int32");
  requireRank("ids", ids, 2, 2);
  requireWhole("paddingId", paddingId, 0);
  return tf.tidy(() => tf.reshape(tf.notEqual(ids, paddingId), [ids.shape[0], 1, 1, ids.shape[1]!]) as tf.Tensor4D);
}
