import * as tf from "@tensorflow/tfjs-core";
import { EngineUnavailable, firstLine, type Started } from "./start";
import { registerFastProducts } from "./wasmMatMul";
import { registerFastSplit } from "./wasmSplit";

let registered = false;

/**
 * Starts the WebAssembly engine: one core, with the processor's vector instructions, on every machine.
 *
 * @throws {EngineUnavailable} Where Node refuses the module.
 */
export async function startWasm(): Promise<Started> {
  try {
    await import("@tensorflow/tfjs-backend-wasm");
    if (!await tf.setBackend("wasm")) throw new Error("the module was refused");
    if (!registered) {
      registerFastProducts();
      registerFastSplit();
    }
    registered = true;
  } catch (error) {
    throw new EngineUnavailable(`WebAssembly did not start (${firstLine(error)})`);
  }
  return { name: "wasm", kind: "processor", device: "1 CPU core" };
}
