/**
 * The token with this id.
 * @param name what the id is called, for the message
 * @throws RangeError for an id outside the vocabulary.
 */
export function tokenAt(tokens: readonly string[], id: number, name = "id"): string {
  const token = Number.isInteger(id) ? tokens[id] : undefined;
  if (token !== undefined) return token;
  throw new RangeError(`${name} is ${id}: expected a whole number from 0 to ${tokens.length - 1}`);
}
