import * as tf from "@tensorflow/tfjs-core";
import { requireRank, requireShape, requireTensor } from "../tensor/checks";
import { crossEntropy } from "../tensor/crossEntropy";

/** The label of a position that does not count in a loss. */
export const NOT_COUNTED = -100;

/**
 * The masked-token loss: the mean cross-entropy of the original tokens at the chosen positions, and only there.
 *
 * Source: Devlin et al., "BERT" (2019), section 3.1.
 *
 * @param logits [batch, time, vocabulary], float32
 * @param labels int32 [batch, time]: the original token where one was chosen, −100 elsewhere
 * @returns a scalar, in nats; 0 where no position was chosen
 * @throws TypeError, RangeError where shapes or data types do not fit.
 */
export function maskedTokenLoss(logits: tf.Tensor, labels: tf.Tensor): tf.Scalar {
  return crossEntropy(logits, labels, { ignoreIndex: NOT_COUNTED });
}

/**
 * The loss of an answer's place: the mean of the cross-entropies of its first and its last token, over a text's real tokens.
 *
 * Source: Devlin et al. (2019), section 4.2.
 *
 * @param logits        each [batch, time]: the scores of a token to be the first, and the last one
 * @param spans         int32 [batch, 2]: the answer's first and last token
 * @param options.attentionMask bool [batch, time]: padding is no answer (Hugging Face's loss counts it)
 * @returns a scalar, in nats
 * @throws TypeError, RangeError where shapes or data types do not fit.
 */
export function spanLoss(
  { startLogits, endLogits }: { startLogits: tf.Tensor; endLogits: tf.Tensor },
  spans: tf.Tensor,
  { attentionMask, crossEntropy: loss = crossEntropy }: { attentionMask: tf.Tensor; crossEntropy?: typeof crossEntropy },
): tf.Scalar {
  requireTensor("spans", spans, "int32");
  requireRank("startLogits", startLogits, 2, 2);
  requireShape("endLogits", endLogits, startLogits.shape, "the shape of startLogits");
  requireShape("spans", spans, [startLogits.shape[0], 2], "the first and the last token of each text's answer");
  requireTensor("attentionMask", attentionMask, "bool");
  requireShape("attentionMask", attentionMask, startLogits.shape, "the shape of startLogits: one for each token");
  const hidden = tf.mul(tf.sub(tf.cast(attentionMask, "float32"), 1), 1e9); // 0 for real tokens, −10⁹ for padding
  const [start, end] = tf.unstack(spans, 1); // each [batch]
  const first = loss(tf.add(startLogits, hidden), start);
  return tf.div(tf.add(first, loss(tf.add(endLogits, hidden), end)), 2) as tf.Scalar;
}
