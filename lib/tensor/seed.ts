import * as tf from "@tensorflow/tfjs-core";
import { requireWhole } from "./checks";

/** Seeds are whole numbers below 2²⁴, the range in which a float32 holds every whole number. */
export const SEED_LIMIT = 2 ** 24;

interface Scope {
  seed: tf.Scalar;
  draws: number;
}

const scopes: Scope[] = [];

/**
 * Runs a function in which {@link dropout} draws from this seed; the same seed gives the same draws.
 *
 * The seed may be a tensor, so that a step that was compiled once can be run again with another seed.
 *
 * @param seed a whole number from 0 to 2²⁴ − 1, or a float32 scalar that holds one
 * @throws RangeError where a number is outside that range.
 */
export function withSeed<T>(seed: tf.Scalar | number, run: () => T): T {
  if (typeof seed === "number") {
    requireWhole("seed", seed, 0);
    if (seed >= SEED_LIMIT) throw new RangeError(`seed is ${seed}: expected a whole number below ${SEED_LIMIT}`);
  }
  const owned = typeof seed === "number" ? tf.keep(tf.scalar(seed)) : null;
  scopes.push({ seed: owned ?? (seed as tf.Scalar), draws: 0 });
  try {
    return run();
  } finally {
    scopes.pop();
    owned?.dispose();
  }
}

/** The innermost seed and how many draws it has served; counts one more. @throws Error outside {@link withSeed}. */
export function nextDraw(): { seed: tf.Scalar; draw: number } {
  const scope = scopes.at(-1);
  if (!scope) {
    throw new Error("dropout was called without a seed: wrap the call in withSeed(seed, () => …), or use model.eval()");
  }
  return { seed: scope.seed, draw: scope.draws++ };
}
