/**
 * Finds an object key that occurs twice in one object of a valid JSON text, which `JSON.parse` would silently accept
 * (keeping the last value), and returns it; `undefined` when every key is unique.
 */
export function duplicateKey(json: string): string | undefined {
  const open: (Set<string> | null)[] = []; // the keys seen in each open object; null for an array
  let at = 0;
  while (at < json.length) {
    const character = json[at];
    if (character === "{") open.push(new Set());
    else if (character === "[") open.push(null);
    else if (character === "}" || character === "]") open.pop();
    else if (character === '"') {
      const end = stringEnd(json, at);
      const keys = open.at(-1);
      if (keys && isKey(json, end)) {
        const key = JSON.parse(json.slice(at, end)) as string; // "\u0061" and "a" are one key
        if (keys.has(key)) return key;
        keys.add(key);
      }
      at = end - 1;
    }
    at++;
  }
  return undefined;
}

/** Where the string that begins at `start` is over. A loop: regular expressions overflow on strings of megabytes. */
function stringEnd(json: string, start: number): number {
  let at = start + 1;
  while (json[at] !== '"') at += json[at] === "\\" ? 2 : 1;
  return at + 1;
}

function isKey(json: string, stringEnd: number): boolean {
  let at = stringEnd;
  while (" \t\r\n".includes(json[at])) at++;
  return json[at] === ":";
}
