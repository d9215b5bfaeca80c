import { createHash } from "node:crypto";

/** All that decides how a run goes on, as plain JSON. */
export type Configuration = Record<string, unknown>;

/** Which numbers a run sees, in a few letters: another text, another fingerprint. */
export function fingerprint(ids: Int32Array): string {
  const bytes = new Uint8Array(ids.buffer, ids.byteOffset, ids.byteLength);
  return createHash("sha256").update(bytes).digest("hex").slice(0, 16);
}

/** @throws RangeError that names each difference between a checkpoint's configuration and this run's. */
export function requireSameConfiguration(
  directory: string,
  { theirs, ours }: { theirs: Configuration; ours: Configuration },
): void {
  const there = flat(theirs);
  const here = flat(ours);
  const names = [...new Set([...here.keys(), ...there.keys()])];
  const differences = names
    .filter((name) => there.get(name) !== here.get(name))
    .map((name) => `${name} is ${there.get(name) ?? "not set"} there but ${here.get(name) ?? "not set"} here`);
  if (differences.length === 0) return;
  throw new RangeError(
    `the checkpoint in ${directory} is of another run: ${differences.join("; ")}. ` +
      "Use the same configuration, another folder, or train without resuming to start anew",
  );
}

/** Nested fields by their dotted names, values as JSON text. */
function flat(value: unknown, prefix = ""): Map<string, string> {
  if (typeof value !== "object" || value === null) return new Map([[prefix, JSON.stringify(value)]]);
  return new Map(
    Object.entries(value).flatMap(([name, inner]) => [...flat(inner, prefix ? `${prefix}.${name}` : name)]),
  );
}
