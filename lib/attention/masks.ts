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
  return tf.tidy(() => tf.greaterEqual(distances(queryLength, keyLength), 0) as tf.Tensor2D);
}

/**
 * The causal mask of a window that slides: a query may attend to its own position and to the window − 1 before it.
 *
 * Text farther back still has its effect through the layers below, each of which reaches one window farther.
 * Source: Jiang et al., "Mistral 7B" (2023), section 2; Child et al. (2019).
 *
 * @returns bool [query, key], true = may attend
 * @throws RangeError as {@link causalMask}, and where the window is not a positive whole number.
 */
export function slidingWindowMask(queryLength: number, keyLength: number, window: number): tf.Tensor2D {
  requireWhole("window", window);
  return tf.tidy(() => {
    const distance = distances(queryLength, keyLength);
    return tf.logicalAnd(tf.greaterEqual(distance, 0), tf.less(distance, window)) as tf.Tensor2D;
  });
}

/** How far before each query each key lies; int32 [query, key], negative for later keys. The queries come last. */
function distances(queryLength: number, keyLength: number): tf.Tensor {
  requireWhole("queryLength", queryLength);
  requireWhole("keyLength", keyLength);
  if (keyLength < queryLength) {
    throw new RangeError(
      `keyLength is ${keyLength} but queryLength is ${queryLength}: every query's own position must be among the keys`,
    );
  }
  const first = keyLength - queryLength; // position of the first query
  const queries = tf.reshape(tf.range(first, keyLength, 1, "int32"), [queryLength, 1]);
  const keys = tf.reshape(tf.range(0, keyLength, 1, "int32"), [1, keyLength]);
  return tf.sub(queries, keys);
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
