import { readFile } from "node:fs/promises";
import { duplicateKey } from "../system/jsonKeys";

/** @throws SyntaxError where the file is no JSON; TypeError where an object in it has one key twice. */
export async function readJson(path: string): Promise<unknown> {
  const text = await readFile(path, "utf8");
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new SyntaxError(`${path} is no JSON (${(error as Error).message}): was it cut off? Save the tokenizer again`);
  }
  const twice = duplicateKey(text);
  if (twice !== undefined) throw new TypeError(`${path} has the key ${JSON.stringify(twice)} twice in one object`);
  return json;
}
