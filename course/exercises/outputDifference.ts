import { inProcessHandle } from "./handle";
import { isPlainTensor } from "./plain";
import { runExercise } from "./runner";
import type { Exercise, Handle, PlainValue } from "./types";

/**
 * The largest difference between any two numbers that two functions return for the inputs of an exercise's checks,
 * gradients included; null where there is nothing to compare number by number.
 *
 * @param seed of the checks' random numbers
 */
export async function outputDifference(
  exercise: Exercise, mine: unknown, theirs: unknown, { seed }: { seed: number },
): Promise<number | null> {
  const pairs: (number | null)[] = [];
  const [first, second] = [mine, theirs].map((answer) => inProcessHandle(exercise.name, answer));
  const both: Handle = {
    async call(...args) {
      const result = await first.call(...args);
      pairs.push(largest(result, await second.call(...args)));
      return result;
    },
    async gradient(...args) {
      const result = await first.gradient(...args);
      pairs.push(largest(result, await second.gradient(...args)));
      return result;
    },
  };
  const { status } = await runExercise(exercise, both, { seed });
  return status === "passed" && pairs.length > 0 ? most(pairs) : null;
}

/** Over all numbers of two plain values; null where they are not built alike. */
function largest(a: PlainValue, b: PlainValue): number | null {
  if (isPlainTensor(a) && isPlainTensor(b)) return largest(a.values, b.values);
  if (typeof a === "number" && typeof b === "number") return Object.is(a, b) || a === b ? 0 : Math.abs(a - b);
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a === b ? 0 : null;
  const keys = Object.keys(a);
  if (keys.join() !== Object.keys(b).join()) return null;
  const inner = keys.map((key) => largest((a as Record<string, PlainValue>)[key], (b as Record<string, PlainValue>)[key]));
  return most(inner);
}

function most(differences: readonly (number | null)[]): number | null {
  return differences.reduce((so, each) => (so === null || each === null ? null : Math.max(so, each)), 0);
}
