// Runs a benchmark from its TypeScript source: npm run bench -- lesson07 [arguments for it]
// npm run bench, or with --full or --json: the table of speeds beside PyTorch and transformers.
// npm run bench -- --setup installs what benchmarks compare with, for this folder only.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const given = process.argv.slice(2);
const isTable = given.length === 0 || (given[0].startsWith("--") && given[0] !== "--setup");
const [asked, ...rest] = isTable ? ["table", ...given] : given;
const name = asked === "--setup" ? "support/setup" : asked;
if (!existsSync(at(`${name}.ts`))) {
  const known = readdirSync(at(".")).filter((file) => file.endsWith(".ts")).map((file) => file.slice(0, -3));
  console.error(`Usage: node bench/run.mjs [--full] [--json], or --setup, or NAME, where NAME is one of: ${known.join(", ")}`);
  process.exit(1);
}
const program = at(`dist/${name}.cjs`);
buildSync({
  entryPoints: [at(`${name}.ts`)],
  outfile: program,
  bundle: true,
  platform: "node",
  format: "cjs",
  packages: "external",
  alias: { byhand: at("../lib/index.ts") },
  logLevel: "warning",
});
process.exit(spawnSync(process.execPath, [program, ...rest], { stdio: "inherit" }).status ?? 1);
