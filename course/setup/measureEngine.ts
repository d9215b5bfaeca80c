// Run as a program, `node measureEngine.js [ENGINE]`: a native library that ends the process takes only this one along.
import { measureSpeed, releaseEngine, useEngine, type EngineName } from "byhand/tensor/engine/index";

async function main(): Promise<void> {
  const engine = await useEngine(process.argv[2] as EngineName | undefined);
  const speed = await measureSpeed(engine.name === "cpu" ? { size: 128 } : {});
  console.log(JSON.stringify({ name: engine.name, device: engine.device, reason: engine.reason, ...speed }));
  await releaseEngine();
}

main().catch((error: unknown) => {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  console.error(cause instanceof Error ? cause.message : cause);
  process.exitCode = 1;
});
