import { randomBytes } from "node:crypto";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { goodCount, goodUpper, importTf } from "../course/tinyLessons";
import type { Bystander } from "./bystander";
import type { Listener } from "./network";
import type { Place } from "./places";
import { openFolder } from "./world";

/** What one attack finds at one place, and what can be looked at afterwards. */
export interface Scene {
  place: Place;
  /** Of the attack's file, without the ending. */
  name: string;
  /** A word that nothing else has: whatever the attack makes or sends bears it. */
  mark: string;
  /** Where the submission goes, and nothing else: `in/<name>`, a path that is still free. */
  path: string;
  /** A folder with a hidden check in it, whose files any user of this machine may read and write. */
  teacher: string;
  /** Where the grader writes this submission's results. */
  results: string;
  /** A folder for temporary files, open to all. */
  temporary: string;
  /** A server on this machine. */
  port: number;
  /** A port that nobody listens on. */
  freePort: number;
  /** Another program of the person who grades. */
  bystander: Bystander;
  /** Another one, which runs in Node.js. */
  nodeBystander: Bystander;
  /** Whether that server has been sent the mark. */
  heard(): boolean;
  /** Hands in a folder with these files. */
  files(texts: Record<string, string>): string;
  /** Hands in this as the text of 00-tiny.ts, beside a right `count` and a right 01-other.ts. */
  double(code: string): string;
}

/** How a learner's code gets at Node's own modules, past those that it may import. */
export const getRequire = "const node = (name: string): any => (process as any).getBuiltinModule(name);\n";

/** Hangs without using the processor, which other submissions need meanwhile. */
export const sleep = "const sleep = () => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);\n";

/** `double` right, so that what stands beside it is all that can cost points. */
export const rightDouble = "export function double(x: tf.Tensor) { return tf.mul(x, 2); }\n";

/** A `double` that tells, in an error's message, what an expression comes to. */
export function telling(expression: string): string {
  return `${getRequire}export function double(): never { throw new Error("told: " + (${expression})); }\n`;
}

/** What all scenes of one grader share. */
export interface Stage extends Pick<Scene, "place" | "freePort" | "bystander" | "nodeBystander"> {
  world: string;
  listener: Listener;
}

export function sceneOf(name: string, stage: Stage): Scene {
  const { world, listener } = stage;
  const mark = `mark-${randomBytes(6).toString("hex")}`;
  const path = join(world, "in", name);
  const files = (texts: Record<string, string>): string => {
    openFolder(path);
    for (const [file, text] of Object.entries(texts)) {
      mkdirSync(join(path, file, ".."), { recursive: true });
      writeFileSync(join(path, file), text);
      chmodSync(join(path, file), 0o666);
    }
    return path;
  };
  return {
    ...stage, name, mark, path, files,
    teacher: join(world, "teacher"),
    results: join(world, "results", name),
    temporary: join(world, "temporary"),
    port: listener.port,
    heard: () => listener.heard.join("\n").includes(mark),
    double: (code) => files({ "00-tiny.ts": importTf + goodCount + code, "01-other.ts": goodUpper }),
  };
}

/** Hands in one file; its folder is made where it is not there. */
export function writeAs(path: string, content: string | Uint8Array): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content, { mode: 0o666 });
  return /[.]ipynb$/.test(path) ? dirname(path) : path;
}
