/** What can execute tensor operations; the names are also those of the TensorFlow.js backends. */
export type EngineName = "tensorflow" | "webgpu" | "wasm" | "cpu";

/** An engine that runs: the current TensorFlow.js backend is this one. */
export interface Started {
  name: EngineName;
  /** The device by its own name, such as `NVIDIA L4` or `2 CPU cores`. */
  device: string;
  /** Whether operations run on a graphics processor, or on a program that imitates one. */
  kind: "cuda" | "gpu" | "software gpu" | "processor";
}

/** An engine that cannot run here; the message says why and what to do. */
export class EngineUnavailable extends Error {
  override readonly name = "EngineUnavailable";
}

/** The words of an error of unknown type, first line only. */
export function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).trim().split("\n")[0] ?? "";
}
