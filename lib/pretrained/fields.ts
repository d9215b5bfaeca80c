import { shown } from "../system/shown";

/** The fields of a `config.json`. */
export type Fields = Record<string, unknown>;

/** A field's number. @throws TypeError where it is missing without a fallback, or is no number. */
export function numberField(fields: Fields, name: string, fallback?: number): number {
  const value = fields[name] ?? fallback;
  if (typeof value !== "number") throw new TypeError(`config.json: ${name} is ${shown(value)}: expected a number`);
  return value;
}

/** A field's truth value; null stands for the fallback. @throws TypeError where it is neither true nor false. */
export function booleanField(fields: Fields, name: string, fallback: boolean): boolean {
  const value = fields[name] ?? fallback;
  if (typeof value !== "boolean") throw new TypeError(`config.json: ${name} is ${shown(value)}: expected true or false`);
  return value;
}

/** Which of our values a field's text stands for. @throws RangeError for one that this library lacks. */
export function chosenField<T>(fields: Fields, name: string, known: Record<string, T>, fallback: string): T {
  const value = fields[name] ?? fallback;
  if (typeof value === "string" && Object.hasOwn(known, value)) return known[value];
  throw lacking(name, value, Object.keys(known).join(", "));
}

/** @throws RangeError where the field has another value than these; a missing one or null counts as the first. */
export function requireField(fields: Fields, name: string, ...supported: unknown[]): void {
  const value = fields[name] ?? supported[0];
  if (!supported.includes(value)) throw lacking(name, value, supported.join(", "));
}

/** The error for a field that asks for what this library does not have. */
export function lacking(name: string, value: unknown, known: string): RangeError {
  return new RangeError(`config.json: ${name} is ${shown(value)}: this model knows only ${known}`);
}
