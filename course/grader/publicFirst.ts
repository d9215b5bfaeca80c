import type { Check } from "../exercises/types";

/**
 * The public checks first. Their messages are shown, and may come from the learner's code: so no hidden input may have
 * been in the learner's process before.
 */
export function publicFirst(checks: Check[]): Check[] {
  return [...checks.filter(({ hidden }) => !hidden), ...checks.filter(({ hidden }) => hidden)];
}
