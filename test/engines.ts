import { EngineUnavailable, useEngine, type EngineName } from "byhand";

/**
 * The engines that run on this machine, for `describe.each`; WASM and CPU always do, native where it was built.
 *
 * BYHAND_TEST_ENGINES names others in their place. On WebGPU's software adapter from Debian's chromium package, which
 * takes minutes:
 *
 *     LD_LIBRARY_PATH=/usr/lib/chromium VK_ICD_FILENAMES=/usr/lib/chromium/vk_swiftshader_icd.json \
 *     BYHAND_TEST_ENGINES=webgpu npx vitest run test/lib/tensor test/lib/attention test/lib/decoder -t webgpu
 */
export const engines: EngineName[] = [];

const named = process.env["BYHAND_TEST_ENGINES"]?.split(",") as EngineName[] | undefined;

for (const name of named ?? (["tensorflow", "wasm", "cpu"] as const)) {
  try {
    await useEngine(name);
    engines.push(name);
  } catch (error) {
    if (named || !(error instanceof EngineUnavailable)) throw error;
  }
}
