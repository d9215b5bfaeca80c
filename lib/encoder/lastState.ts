import type * as tf from "@tensorflow/tfjs-core";
import type { BertOutput } from "./bert";

/** What the last block gives, [batch, time, hidden]. */
export function lastState({ hiddenStates }: Pick<BertOutput, "hiddenStates">): tf.Tensor {
  return hiddenStates[hiddenStates.length - 1];
}
