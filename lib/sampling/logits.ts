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
