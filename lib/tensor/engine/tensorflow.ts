import { execFile } from "node:child_process";
import { availableParallelism } from "node:os";
import util from "node:util";
import * as tf from "@tensorflow/tfjs-core";
import { EngineUnavailable, firstLine, type Started } from "./start";

/**
 * Starts TensorFlow's native library by way of tfjs-node.
 *
 * @throws {EngineUnavailable} Where its compiled addon is missing or does not load.
 */
export async function startTensorflow(): Promise<Started> {
  // Node 23 took away a function that tfjs-node 4.22 still calls.
  const old = util as { isNullOrUndefined?: (value: unknown) => boolean };
  old.isNullOrUndefined ??= (value) => value === null || value === undefined;
  // Must be set before the library loads: 2 leaves out its remarks on the processor, but not its errors.
  process.env["TF_CPP_MIN_LOG_LEVEL"] ??= "2";
  // The package that finds the addon uses interfaces that newer versions of Node call deprecated on standard error.
  const { noDeprecation } = process;
  process.noDeprecation = true;
  try {
    await import("@tensorflow/tfjs-node");
  } catch (error) {
    const reason = /can not be found/.test(firstLine(error)) ? "is not built" : `did not load (${firstLine(error)})`;
    throw new EngineUnavailable(`the native library ${reason}, see \`npm run doctor\``);
  } finally {
    process.noDeprecation = noDeprecation ?? false;
  }
  await tf.setBackend("tensorflow");
  const { isUsingGpuDevice } = tf.backend() as unknown as { isUsingGpuDevice: boolean };
  return isUsingGpuDevice
    ? { name: "tensorflow", kind: "cuda", device: await nvidiaName() }
    : { name: "tensorflow", kind: "processor", device: processorName() };
}

/** The processor as it counts here: how many cores this process may use. */
function processorName(): string {
  const cores = availableParallelism();
  return `${cores} CPU core${cores === 1 ? "" : "s"}`;
}

function nvidiaName(): Promise<string> {
  return new Promise((resolve) => {
    execFile("nvidia-smi", ["--query-gpu=name", "--format=csv,noheader"], { timeout: 5000 }, (error, output) => {
      resolve(error ? "an NVIDIA GPU" : firstLine(output));
    });
  });
}
