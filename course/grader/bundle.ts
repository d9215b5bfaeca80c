import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, realpath, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { extname, join } from "node:path";
import { atomicWrite } from "byhand";
import { build } from "esbuild";
import { typeLibrary } from "./typeLibrary";

const own = createRequire(__filename);

/** The program of the learner's process: child.ts with TensorFlow.js, its CPU engine and all gradients. */
export function childBundle(folder: string): Promise<string> {
  return bundle(folder, "child");
}

/** The program that checks types: typeChild.ts with TypeScript and all declarations that a submission may need. */
export function typeChildBundle(folder: string): Promise<string> {
  return bundle(folder, "typeChild", () => ({ typeLibrary: JSON.stringify(typeLibrary()) }));
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
      format: "cjs",
      // The ES modules of TensorFlow.js: its CommonJS bundles would bring a second copy for the gradients.
      mainFields: ["module", "main"],
      minifySyntax: true,
      minifyWhitespace: true,
      logLevel: "silent",
    });
    await atomicWrite(target, outputFiles[0].contents);
  }
  return realpath(target);
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
