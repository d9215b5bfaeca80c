import type { Limits } from "./limits";

/** What the engine of a child is told. A start-up snapshot holds good only for the very flags that it was made with. */
export function engineFlags({ heap }: Pick<Limits, "heap">): string[] {
  return [`--max-old-space-size=${Math.round(heap / 2 ** 20)}`, "--stack-size=900"];
}

/** Node's own restriction of what its functions may do: no file but this, no process, no worker, no native code. */
export function permissionFlags(readable: string | null): string[] {
  const known = process.allowedNodeEnvironmentFlags;
  const permission = known.has("--permission") ? "--permission" : "--experimental-permission";
  return [permission, ...(readable === null ? [] : [`--allow-fs-read=${readable}`])];
}
