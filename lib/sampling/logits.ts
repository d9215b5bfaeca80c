import { requireWhole } from "../tensor/checks";

/** @throws RangeError for no logits, for NaN or +∞ among them, and where all are −∞. */
export function requireLogits(logits: ArrayLike<number>): void {
  if (logits.length === 0) throw new RangeError("logits is empty: expected one number for each token");
  let possible = false;
  for (let i = 0; i < logits.length; i++) {
    if (Number.isNaN(logits[i]) || logits[i] === Infinity) {
      throw new RangeError(
        `logits[${i}] is ${logits[i]}: expected finite numbers, or -Infinity for what is ruled out; ` +
          "did the model's training diverge?",
      );
    }
    if (logits[i] !== -Infinity) possible = true;
  }
  if (!possible) throw new RangeError("logits are all -Infinity: at least one token must be possible");
}

/** @throws RangeError where the temperature is not above 0. */
export function requireTemperature(temperature: number): void {
  if (temperature > 0 && temperature < Infinity) return;
  throw new RangeError(
    `temperature is ${temperature}: expected a number above 0; to always take the likeliest token use greedy`,
  );
}

/** @throws RangeError where k is not a whole number from 1 to the vocabulary's size. */
export function requireTopK(k: number, vocabularySize: number): void {
  requireWhole("topK", k);
  if (k > vocabularySize) {
    throw new RangeError(
      `topK is ${k} but there are only ${vocabularySize} tokens: give 1 to ${vocabularySize}, ` +
        "or leave it out to keep all",
    );
  }
}

/** @throws RangeError where p is not from (0, 1]. */
export function requireTopP(p: number): void {
  if (p > 0 && p <= 1) return;
  throw new RangeError(
    `topP is ${p}: expected a share of the probability, above 0 and at most 1, such as 0.9; ` +
      "to always take the likeliest token use greedy",
  );
}

/** @throws RangeError where p is not from [0, 1]. */
export function requireMinP(p: number): void {
  if (p >= 0 && p <= 1) return;
  throw new RangeError(`minP is ${p}: expected a share of the likeliest token's probability, 0 to 1, such as 0.1`);
}

/** @throws RangeError where the penalty is not above 0. */
export function requireRepetitionPenalty(penalty: number): void {
  if (penalty > 0 && penalty < Infinity) return;
  throw new RangeError(
    `repetitionPenalty is ${penalty}: expected a number above 0; 1 changes nothing, 1.2 makes repeating less likely`,
  );
}

/** @throws RangeError where the penalty, called `name`, is not finite. */
export function requirePenalty(name: string, penalty: number): void {
  if (Number.isFinite(penalty)) return;
  throw new RangeError(`${name} is ${penalty}: expected a finite number; 0 changes nothing, 1 takes 1 off a logit`);
}

/** A number for each logit. A loop: `Float32Array.from` with a function takes several times as long. */
export function mapLogits(logits: ArrayLike<number>, map: (logit: number, id: number) => number): Float32Array {
  const mapped = new Float32Array(logits.length);
  for (let id = 0; id < mapped.length; id++) mapped[id] = map(logits[id], id);
  return mapped;
}

/** The logits that are kept, and −∞ in place of the others. */
export function keepOnly(logits: ArrayLike<number>, isKept: (logit: number, id: number) => boolean): Float32Array {
  return mapLogits(logits, (logit, id) => (isKept(logit, id) ? logit : -Infinity));
}
