import { shown } from "../system/shown";
import { codePointName } from "./codePoints";

/** @throws TypeError for anything but a JSON object. */
export function requireObject(name: string, value: unknown): Record<string, unknown> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new TypeError(`${name} is ${shown(value)}: expected an object`);
}

/** @throws TypeError for anything but a JSON array. */
export function requireArray(name: string, value: unknown): unknown[] {
  if (Array.isArray(value)) return value as unknown[];
  throw new TypeError(`${name} is ${shown(value)}: expected a list`);
}

/** @throws TypeError where the value is none of those that this kind of tokenizer has there. */
export function expectPart(kind: string, name: string, value: unknown, ...expected: unknown[]): void {
  if (expected.some((one) => sameJson(value, one))) return;
  throw new TypeError(
    `${name} is ${shown(value)}: ${kind} has ${expected.map(shown).join(" or ")}. Is the file of another kind of tokenizer?`,
  );
}

export function sameJson(a: unknown, b: unknown): boolean {
  return canonical(a) === canonical(b);
}

/** JSON with sorted keys, so that equal parts give equal text. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  ) ?? "undefined";
}

/**
 * The entries of a vocabulary `{ token: id }` in the order of their ids, each in its place.
 * @throws TypeError where an id is no whole number, is out of range, or is given to two tokens.
 */
export function orderById(name: string, entries: readonly (readonly [token: string, id: unknown])[]): string[] {
  const tokens: string[] = new Array(entries.length);
  for (const [token, id] of entries) {
    const entry = `${name}[${tokenName(token)}]`;
    if (typeof id !== "number" || !Number.isInteger(id) || id < 0 || id >= entries.length) {
      throw new TypeError(
        `${entry} is ${shown(id)}: expected a whole number from 0 to ${entries.length - 1}, for ids have no holes`,
      );
    }
    if (tokens[id] !== undefined) {
      throw new TypeError(`${entry} is ${id}, and so is that of ${tokenName(tokens[id])}: ids must differ`);
    }
    tokens[id] = token;
  }
  return tokens;
}

/** Single characters with their code points, for many look alike or like nothing. */
function tokenName(token: string): string {
  return [...token].length === 1 ? codePointName(token) : shown(token);
}
