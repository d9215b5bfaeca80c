import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, realpath, rm, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { extname, join } from "node:path";
import { atomicWrite } from "byhand";
import { build } from "esbuild";
import type { Limits } from "./limits";
import { readableCopy } from "./readableCopy";
import { snapshotOf } from "./snapshot";
import { typeLibrary } from "./typeLibrary";

const own = createRequire(__filename);

/** A program that runs in a process of its own, as that process can read it. */
export interface ChildProgram {
  /** All of it in one file of JavaScript. */
  bundle: string;
  /** The same as a start-up snapshot, where this Node makes one. */
  snapshot: string | null;
}

/** The program of the learner's process: child.ts with TensorFlow.js, its CPU engine and all gradients. */
export async function learnerProgram(folder: string, limits: Limits): Promise<ChildProgram> {
  return readable(await bundle(folder, "child"), limits);
}

/** The program that checks types: typeChild.ts with TypeScript and all declarations that a submission may need. */
export async function typeProgram(folder: string, limits: Limits): Promise<ChildProgram> {
  return readable(await bundle(folder, "typeChild", () => ({ typeLibrary: JSON.stringify(typeLibrary()) })), limits);
}

async function readable(bundle: string, limits: Limits): Promise<ChildProgram> {
  const snapshot = await snapshotOf(bundle, limits);
  return { bundle: readableCopy(bundle), snapshot: snapshot && readableCopy(snapshot) };
}

/**
 * A program as one file. That starts in half the time of `node_modules`, and is all that an isolated process needs to
 * see. It is built once for each state of its sources and kept.
 * @param folder Where it is kept.
 * @param define Values to put in for names.
 * @returns The file's real path.
 */
async function bundle(
  folder: string, name: "child" | "typeChild", define: () => Record<string, string> = () => ({}),
): Promise<string> {
  const target = join(folder, `${name}-${await sourcesHash()}.cjs`);
  const exists = await stat(target).then((entry) => entry.isFile(), () => false);
  if (!exists) {
    await mkdir(folder, { recursive: true });
    const { outputFiles } = await build({
      entryPoints: [join(__dirname, `${name}${extname(__filename)}`)],
      bundle: true,
      define: define(),
      write: false,
      platform: "node",
      target: "node20",
      format: "iife", // a snapshot is made from a script, which has no `exports`
      // The ES modules of TensorFlow.js: its CommonJS bundles would bring a second copy for the gradients.
      mainFields: ["module", "main"],
      minifySyntax: true,
      minifyWhitespace: true,
      legalComments: "none",
      external: ["node-fetch"], // asked for by TensorFlow.js at the first download, of which there is none
      logLevel: "silent",
    });
    await removeOld(folder, `${name}-`);
    await atomicWrite(target, outputFiles[0].contents);
  }
  return realpath(target);
}

/** Programs of earlier states of the sources: those of this week may be in use. */
async function removeOld(folder: string, start: string): Promise<void> {
  const week = 7 * 24 * 3600 * 1000;
  for (const name of (await readdir(folder)).filter((each) => each.startsWith(start))) {
    const path = join(folder, name);
    const made = await stat(path).then(({ mtimeMs }) => mtimeMs, () => Infinity); // removed meanwhile
    if (made < Date.now() - week) await rm(path, { force: true });
  }
}

/** Everything that decides what the bundle holds: our own sources and the versions of the packages in it. */
async function sourcesHash(): Promise<string> {
  const hash = createHash("sha256");
  for (const folder of [__dirname, join(__dirname, "..", "exercises")]) {
    const names = (await readdir(folder)).filter((name) => name.endsWith(extname(__filename))).sort();
    for (const name of names) hash.update(name).update(await readFile(join(folder, name)));
  }
  for (const name of ["@tensorflow/tfjs-core", "@tensorflow/tfjs-backend-cpu", "esbuild", "typescript"]) {
    hash.update(await readFile(own.resolve(`${name}/package.json`)));
  }
  return hash.digest("hex").slice(0, 16);
}
