/**
 * The table of speeds beside PyTorch and transformers: npm run bench [-- --full] [-- --json]
 *
 * Each part is a benchmark of its own and runs in a process of its own. With few rounds it takes under ten minutes, and
 * only prints; --full takes more rounds, keeps the results and fills the README's table with them. Ends with code 1 where a
 * goal is missed, or an opponent.
 */
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import type { MeasuredRow, Measurement } from "../course/measurement";
import { benchFolder, benchPython } from "./support/opponents";

/** Benchmarks and the names of their results. */
const PARTS: Record<string, string> = {
  compile: "compile", generation: "generation", lesson07Run: "lesson07Run", engines: "engineSteps",
};

type Result = Measurement & {
  date: string;
  machine: { processor: string; cores: number; memoryGiB: number; system: string; node: string };
  versions?: Record<string, string>;
};

const load = (): string => loadavg().map((average) => average.toFixed(1)).join(" ");

/** Runs one benchmark; null where it could not measure, and has said why. */
function measured(part: string, folder: string, { full, json }: { full: boolean; json: boolean }): Result | null {
  console.error(`${part} …`);
  spawnSync(process.execPath, [join(benchFolder, "run.mjs"), part, ...(full ? ["--full"] : [])], {
    stdio: ["ignore", json ? 2 : "inherit", "inherit"], env: { ...process.env, BYHAND_RESULTS: folder },
  });
  const path = join(folder, `${PARTS[part]}.json`);
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Result) : null;
}

function keep(folder: string): void {
  const results = join(benchFolder, "results");
  mkdirSync(results, { recursive: true });
  for (const name of Object.values(PARTS)) {
    const path = join(folder, `${name}.json`);
    if (existsSync(path)) copyFileSync(path, join(results, `${name}.json`));
  }
  spawnSync(process.execPath, [join(benchFolder, "run.mjs"), "readme"], { stdio: ["ignore", 2, "inherit"] });
}

function rowText({ what, measured, ratio, met }: MeasuredRow): string {
  const verdict = met === undefined ? "" : met ? "met" : "MISSED";
  return `${(ratio?.toFixed(2) ?? "").padStart(5)}  ${verdict.padEnd(6)}  ${what}\n${" ".repeat(15)}${measured}`;
}

function machineText([{ machine, date }]: [Result, ...Result[]], versions: Record<string, string>): string {
  const { processor, cores, memoryGiB, system, node } = machine;
  const software = Object.entries({ node, ...versions }).map(([name, version]) => `${name} ${version.replace(/^v/, "")}`);
  return `${date}: ${processor}, ${cores} cores, ${memoryGiB} GiB, ${system}; ${software.join(", ")}`;
}

function main({ full, json }: { full: boolean; json: boolean }): void {
  const began = performance.now();
  const before = load();
  const folder = mkdtempSync(join(tmpdir(), "byhand-bench-"));
  try {
    const results = Object.keys(PARTS).map((part) => [part, measured(part, folder, { full, json })] as const);
    const there = results.flatMap(([, result]) => result ?? []);
    const failed = results.filter(([, result]) => !result).map(([part]) => part);
    if (full) keep(folder);
    const versions = Object.assign({}, ...there.map((result) => result.versions)) as Record<string, string>;
    const rows = there.flatMap((result) => result.rows);
    const minutes = (performance.now() - began) / 60_000;
    const loads = { before, after: load() };
    if (json) {
      const measurements = Object.fromEntries(results);
      console.log(JSON.stringify({ machine: there[0]?.machine, versions, load: loads, minutes, failed, measurements }, null, 2));
    } else {
      if (there.length > 0) console.log(`\n${machineText(there as [Result], versions)}`);
      console.log(`load ${loads.before} before, ${loads.after} after; ${minutes.toFixed(1)} minutes\n`);
      console.log("ratio  goal");
      for (const row of rows) console.log(rowText(row));
    }
    for (const part of failed) console.error(`${part}: NOT MEASURED, see above; what it needs comes by \`npm run bench -- --setup\``);
    process.exitCode = failed.length === 0 && rows.every(({ met }) => met !== false) ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const options = process.argv.slice(2);
const unknown = options.filter((option) => !["--full", "--json"].includes(option));
if (unknown.length > 0) {
  console.error(`${unknown.join(" ")}: expected --full, --json or nothing`);
  process.exitCode = 1;
} else if (!existsSync(benchPython)) {
  console.error("PyTorch and transformers are not here to compare with, so nothing was measured: run `npm run bench -- --setup`");
  process.exitCode = 1;
} else {
  main({ full: options.includes("--full"), json: options.includes("--json") });
}
