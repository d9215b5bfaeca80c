import { readFile } from "node:fs/promises";
import { duplicateKey } from "./jsonKeys";

/**
 * The content of a JSON file.
 * @throws SyntaxError where it is not JSON; TypeError where an object in it has one key twice; the file system's own error.
 */
export async function readJson(path: string): Promise<unknown> {
  const text = await readFile(path, "utf8");
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    const reason = (error as Error).message;
    throw new SyntaxError(`${path} is not JSON (${reason}): was it cut off? Save or fetch it again`, { cause: error });
  }
  const twice = duplicateKey(text);
  if (twice !== undefined) throw new TypeError(`${path} has the key ${JSON.stringify(twice)} twice in one object`);
  return json;
}
