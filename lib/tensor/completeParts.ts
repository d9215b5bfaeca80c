/**
 * A model's own functions, with the given ones in their place.
 * @param of what the parts are of, for messages: "a GPT"
 * @throws TypeError for a name or value that fits none.
 */
export function completeParts<Parts extends object>(own: Parts, given: Partial<Parts> = {}, of: string): Parts {
  for (const [name, part] of Object.entries(given)) {
    if (!(name in own)) throw new TypeError(`parts.${name} is not a part of ${of}: it has ${Object.keys(own).join(", ")}`);
    if (typeof part !== "function") throw new TypeError(`parts.${name} is ${typeof part}: expected a function`);
  }
  return { ...own, ...given };
}
