import { releaseEngine, useEngine } from "byhand";

/** Does work that calls exercises in a command: they are small, so it takes the engine that starts at once. */
export async function onCpu<Result>(work: () => Promise<Result>): Promise<Result> {
  await useEngine("cpu");
  try {
    return await work();
  } finally {
    await releaseEngine();
  }
}
