import type { NativeBackend } from "./nativeBackend";
import { record } from "./record";
import type { Recording } from "./recording";
import { unequal } from "./refusals";
import { flatten } from "./structure";

/**
 * Records a call two times and compares: random numbers, counters or caches of the function's own would show.
 *
 * @throws CompileError where the two differ, naming the first difference; all of {@link record}.
 */
export function recordTwice(
  backend: NativeBackend,
  run: (...args: never[]) => unknown,
  options: { args: readonly unknown[]; name: string; maxConstantBytes: number },
): Recording {
  const first = record(backend, run, options);
  const second = record(backend, run, options);
  const difference = firstDifference(first, second);
  if (difference) throw unequal(options.name, difference);
  return second;
}

function firstDifference(first: Recording, second: Recording): string | null {
  if (flatten(first.result, "result").signature !== flatten(second.result, "result").signature) return "another result";
  for (const [i, { dtype, shape, bytes }] of first.constants.entries()) {
    const other = second.constants[i];
    if (other?.dtype !== dtype || String(other.shape) !== String(shape) || Buffer.compare(other.bytes, bytes) !== 0) {
      return `another constant of shape [${shape.join(", ")}]`;
    }
  }
  for (const [i, node] of first.operations.entries()) {
    if (JSON.stringify(node) !== JSON.stringify(second.operations[i])) return `another ${node.operation}`;
  }
  const same = first.operations.length === second.operations.length && String(first.outputs) === String(second.outputs);
  return same ? null : "other operations";
}
