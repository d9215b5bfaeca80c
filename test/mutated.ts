import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { build } from "esbuild";

const LIB = resolve(import.meta.dirname, "../lib");
const require = createRequire(import.meta.url);

/**
 * The whole library with one place of one source file changed: a mutant, which the tests must tell from the real one.
 *
 * It is a copy of its own (other classes, the same tfjs), so don't mix its modules with those of the real library.
 *
 * @param file inside lib, such as "training/adamW.ts"
 * @throws Error where `from` is not found exactly once: the source has moved on and left the mutant behind.
 */
export async function mutated(
  file: string,
  { from, to }: { from: string; to: string },
): Promise<typeof import("byhand")> {
  const path = join(LIB, file);
  const source = readFileSync(path, "utf8");
  const found = source.split(from).length - 1;
  if (found !== 1) throw new Error(`mutant: lib/${file} has ${found} places with ${JSON.stringify(from)}, not one`);
  const { outputFiles } = await build({
    entryPoints: [join(LIB, "index.ts")],
    bundle: true,
    platform: "node",
    format: "cjs",
    packages: "external",
    write: false,
    plugins: [{
      name: "mutate",
      setup: ({ onLoad }) => onLoad({ filter: /\.ts$/ }, (args) =>
        resolve(args.path) === path ? { contents: source.replace(from, () => to), loader: "ts" } : undefined),
    }],
  });
  const module = { exports: {} };
  const names = ["module", "exports", "require", "__filename"];
  new Function(...names, outputFiles[0]!.text)(module, module.exports, require, join(LIB, "index.ts"));
  return module.exports as typeof import("byhand");
}
