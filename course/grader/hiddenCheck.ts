import type { Check } from "../exercises/types";

/** A check of which learners see nothing but its points: neither its name, nor its message, nor its inputs. */
export interface HiddenCheck extends Check {
  hidden: true;
}

export function isHidden(check: Check): check is HiddenCheck {
  return "hidden" in check && check.hidden === true;
}

/**
 * The public checks first. Their messages are shown, and may come from the learner's code: so no hidden input may have
 * been in the learner's process before.
 */
export function publicFirst(checks: Check[]): Check[] {
  return [...checks.filter((check) => !isHidden(check)), ...checks.filter(isHidden)];
}
