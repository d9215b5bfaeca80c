import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative, resolve } from "node:path";
import { build } from "esbuild";

const ROOT = resolve(import.meta.dirname, "..");
const LIB = join(ROOT, "lib");
const require = createRequire(import.meta.url);

/** One place of a source file, which must be there exactly once, and what stands there in the mutant. */
export interface Mutation {
  from: string;
  to: string;
}

/**
 * The whole library with one place of one source file changed: a mutant, which the tests must tell from the real one.
 *
 * It is a copy of its own (other classes, the same tfjs), so don't mix its modules with those of the real library.
 *
 * @param file inside lib, such as "training/adamW.ts"
 * @param also mutations of other files, by their names
 * @throws Error where `from` is not found exactly once: the source has moved on and left the mutant behind.
 */
export async function mutated(
  file: string, mutation: Mutation, also: Record<string, Mutation> = {},
): Promise<typeof import("byhand")> {
  const all = Object.entries({ ...also, [file]: mutation }).map(([name, one]): [string, Mutation] => [join(LIB, name), one]);
  return built(join(LIB, "index.ts"), new Map(all));
}

/**
 * One of the course's modules with one place of its source changed; what it imports are copies of its own, too.
 *
 * @param file inside course, such as "exercises/withStub.ts"
 * @throws Error where `from` is not found exactly once: the source has moved on and left the mutant behind.
 */
export async function mutatedCourse<T>(file: string, mutation: Mutation): Promise<T> {
  const path = join(ROOT, "course", file);
  return built(path, new Map([[path, mutation]]));
}

/** @param mutations by the files' paths */
async function built<T>(entry: string, mutations: ReadonlyMap<string, Mutation>): Promise<T> {
  const sources = new Map([...mutations].map(([path, mutation]) => [path, mutant(path, mutation)]));
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    platform: "node",
    format: "cjs",
    packages: "external",
    write: false,
    plugins: [{
      name: "mutate",
      setup: ({ onLoad }) => onLoad({ filter: /\.ts$/ }, (args) =>
        sources.has(resolve(args.path)) ? { contents: sources.get(resolve(args.path)), loader: "ts" } : undefined),
    }],
  });
  const module = { exports: {} };
  const names = ["module", "exports", "require", "__filename", "__dirname"];
  new Function(...names, outputFiles[0]!.text)(module, module.exports, require, entry, dirname(entry));
  return module.exports as T;
}

function mutant(path: string, { from, to }: Mutation): string {
  const source = readFileSync(path, "utf8");
  const found = source.split(from).length - 1;
  if (found === 1) return source.replace(from, () => to);
  throw new Error(`mutant: ${relative(ROOT, path)} has ${found} places with ${JSON.stringify(from)}, not one`);
}
