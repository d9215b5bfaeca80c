import type { PlainValue } from "byhand-course";

/** What logits show that should be −∞ where a token is ruled out; null where nothing stands out. */
export function logitsSymptom(result: PlainValue, [logits]: PlainValue[]): string | null {
  if (!Array.isArray(result) || result.length !== (logits as number[]).length) {
    return "one logit is expected for each token, −Infinity for those that are ruled out: leave none out, or the ids no "
      + "longer fit";
  }
  const values = result as number[];
  if (values.some(Number.isNaN)) return "there is a NaN among the logits";
  if (values.every((value) => value === -Infinity)) return "no token stays: the likeliest always does";
  const before = logits as number[];
  const changed = values.findIndex((value, id) => value !== -Infinity && value !== before[id]);
  return changed >= 0 ? `token ${changed} stays with another logit than it had: what stays is not changed, and what is `
    + "ruled out gets −Infinity" : null;
}
