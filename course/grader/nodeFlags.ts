import type { ChildProgram } from "./bundle";
import type { Limits } from "./limits";

/** What the engine of a child is told. A start-up snapshot holds good only for the very flags that it was made with. */
export function engineFlags({ heap }: Pick<Limits, "heap">): string[] {
  return [`--max-old-space-size=${Math.round(heap / 2 ** 20)}`, "--stack-size=900"];
}

/**
 * What Node is told. Its own restrictions let its functions read no file but the bundle, write none, and start neither
 * processes nor workers nor native code.
 */
export function nodeArguments({ bundle, snapshot }: ChildProgram, limits: Limits): string[] {
  const known = process.allowedNodeEnvironmentFlags;
  const restricted = known.has("--permission") ? "--permission" : "--experimental-permission";
  const flags = [...engineFlags(limits), "--no-warnings", restricted];
  if (snapshot !== null) return [...flags, "--snapshot-blob", snapshot];
  return [...flags, `--allow-fs-read=${bundle}`, bundle];
}
