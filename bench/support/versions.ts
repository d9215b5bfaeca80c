import * as tf from "@tensorflow/tfjs-core";

/** Which TensorFlow the native engine runs on; the engine must have been chosen. */
export function tensorflowVersion(): string {
  return (tf.backend() as unknown as { binding: { TF_Version: string } }).binding.TF_Version;
}
