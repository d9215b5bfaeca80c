import * as tf from "@tensorflow/tfjs-core";
import * as byhand from "byhand";
import { readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, resolve } from "node:path";
import * as checkWriting from "./checkWriting";
import { compile, type CompiledFile } from "./compile";
import { runModule } from "./loader";

/** One of the course's own TypeScript files after it ran. */
export interface OwnFile {
  exports: Record<string, unknown>;
  /** The paths of the file and of all that it imports beside it. */
  files: string[];
}

/** These are this process' own: a check must know a LearnerError of the course as one, so there can be only one class. */
const given: Record<string, unknown> = {
  byhand, "byhand-course": checkWriting, "@tensorflow/tfjs-core": tf,
};

/** Runs a file that the course trusts, `.ts` or built `.cjs`, anew each time, with the files that it imports. */
export function runOwnFile(entry: string): OwnFile {
  const loaded = new Map<string, Record<string, unknown>>();
  const load = (path: string): Record<string, unknown> => {
    const known = loaded.get(path);
    if (known) return known;
    const exports: Record<string, unknown> = {};
    loaded.set(path, exports);
    return runModule(compiledFile(path), path, exports, (name) => {
      if (name.startsWith(".")) return load(`${resolve(dirname(path), name)}.ts`);
      return Object.hasOwn(given, name) ? given[name] : createRequire(path)(name);
    }) as Record<string, unknown>;
  };
  const exports = load(entry);
  return { exports, files: [...loaded.keys()] };
}

const compiled = new Map<string, { modified: number; file: CompiledFile }>();

/** Compiled once for each state of the file. */
function compiledFile(path: string): CompiledFile {
  const modified = statSync(path).mtimeMs;
  const known = compiled.get(path);
  if (known?.modified === modified) return known.file;
  const source = readFileSync(path, "utf8");
  const file = path.endsWith(".cjs") ? { code: source, map: "", imports: [] } : compile(source, path);
  compiled.set(path, { modified, file });
  return file;
}
