import { EngineUnavailable, useEngine, type EngineName } from "byhand";

/** The engines that run on this machine, for `describe.each`; WASM and CPU always do, native where it was built. */
export const engines: EngineName[] = [];

for (const name of ["tensorflow", "wasm", "cpu"] as const) {
  try {
    await useEngine(name);
    engines.push(name);
  } catch (error) {
    if (!(error instanceof EngineUnavailable)) throw error;
  }
}
