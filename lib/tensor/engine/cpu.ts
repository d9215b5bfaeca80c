import * as tf from "@tensorflow/tfjs-core";
import { type Started } from "./start";

/** Starts the engine in plain JavaScript: the slowest, and always there. */
export async function startCpu(): Promise<Started> {
  await tf.setBackend("cpu");
  // On its first tensor this backend prints an advertisement for tfjs-node, unless it believes to be elsewhere.
  tf.env().set("IS_NODE", false);
  try {
    tf.tensor1d([0]).dispose();
  } finally {
    tf.env().set("IS_NODE", true);
  }
  return { name: "cpu", kind: "processor", device: "1 CPU core" };
}
