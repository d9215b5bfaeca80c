import * as tf from "@tensorflow/tfjs-core";
import Module, { SourceMap } from "node:module";
import { basename } from "node:path";
import type { CompiledFile } from "./compile";
import type { Locate } from "./handle";
import { forbiddenMessage, helperPath, isHelper } from "./rules";
import { LearnerError, type Policy } from "./types";

/** A learner's file after reading: compiled, with the helper files that it imports. */
export interface Submission {
  entry: string;
  files: Map<string, CompiledFile>;
}

/** A running instance of a learner's file: its exports, and where its errors come from. */
export interface LoadedSubmission {
  exports: Record<string, unknown>;
  locate: Locate;
}

/**
 * Runs a learner's file in this process, anew each time; its `require` knows the allowed modules only.
 * @throws LearnerError where the file fails while it loads.
 */
export function loadSubmission({ entry, files }: Submission, policy: Policy): LoadedSubmission {
  const modules: Record<string, unknown> = { "@tensorflow/tfjs-core": tensorFacade(policy) };
  const locate: Locate = (error) => learnerLine(error, files);
  const loaded = new Map<string, Record<string, unknown>>();
  const load = (path: string): Record<string, unknown> => {
    const known = loaded.get(path);
    if (known) return known;
    const exports: Record<string, unknown> = {};
    loaded.set(path, exports); // before running: files may import each other
    const require = (name: string): unknown => {
      if (isHelper(name)) return load(helperPath(path, name));
      if (Object.hasOwn(modules, name)) return modules[name];
      throw new Error(`"${name}" may not be imported here`);
    };
    runModule(files.get(path)!, path, exports, require);
    return exports;
  };
  try {
    return { exports: load(entry), locate };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new LearnerError("threw", `${basename(entry)} fails while it loads: ${message}`, locate(error));
  }
}

type Run = (exports: object, require: (name: string) => unknown, module: object) => void;

/**
 * Runs compiled CommonJS under its own file name, so that Node's stack traces and debuggers find the source.
 * @returns What it exports: `exports`, or what it put in its place.
 */
export function runModule(
  file: CompiledFile, path: string, exports: object, require: (name: string) => unknown,
): object {
  const host = new Module(path) as Module & { _compile(code: string, path: string): void };
  host.filename = path;
  // one line before the code keeps its line numbers, and our `require` in place of Node's
  host._compile(`module.exports = (exports, require, module) => {${file.code}\n}`, path);
  const module = { exports };
  (host.exports as Run)(exports, require, module);
  return module.exports;
}

/** TensorFlow.js without the functions that the lesson takes apart. */
export function tensorFacade(policy: Policy): typeof tf {
  const shown: Record<string, unknown> = { ...tf };
  for (const name of Object.keys(policy.forbidden).filter((each) => each in shown)) {
    Object.defineProperty(shown, name, {
      get: () => {
        throw new Error(forbiddenMessage(name, policy));
      },
    });
  }
  return Object.defineProperty(shown, "__esModule", { value: true }) as unknown as typeof tf;
}

/** The first stack line in the learner's own files, as `file:line` of the source. */
function learnerLine(error: unknown, files: Map<string, CompiledFile>): string | null {
  const stack = error instanceof Error ? String(error.stack) : "";
  for (const frame of stack.split("\n")) {
    if (/^\s*at todo \(/.test(frame)) continue; // the helper in the stubs: the gap itself is one frame above
    for (const [path, { map }] of files) {
      const position = frame.split(`${path}:`)[1];
      if (position === undefined) continue;
      const [line, column] = position.split(":").map((text) => Number.parseInt(text, 10));
      return `${basename(path)}:${sourceLine(line, column, map)}`;
    }
  }
  return null;
}

/** The line of the source; Node has translated it already where source maps are switched on. */
function sourceLine(line: number, column: number, map: string): number {
  if ((process as { sourceMapsEnabled?: boolean }).sourceMapsEnabled) return line;
  const origin = new SourceMap(JSON.parse(map)).findEntry(line - 1, Math.max(0, column - 1));
  return "originalLine" in origin ? origin.originalLine + 1 : line;
}
