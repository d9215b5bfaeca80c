import { resolve } from "node:path";

/** A path as it was meant where the command was typed: npm runs commands in the top folder. */
export function fromCaller(path: string): string {
  return resolve(process.env.INIT_CWD ?? process.cwd(), path);
}
