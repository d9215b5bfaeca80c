/** Fills the README's table of measurements from bench/results/*.json: npm run bench -- readme */
import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { atomicWrite } from "byhand";
import type { Measurement } from "../course/measurement";

const ROOT = resolve(__dirname, "../..");
const MARKS = { begin: "<!-- measured:begin -->", end: "<!-- measured:end -->" };

const NAMES: Record<string, string> = { tensorflow: "TensorFlow", torch: "PyTorch", transformers: "transformers" };

type Result = Measurement & {
  date: string;
  machine: { processor: string; cores: number; node: string };
  versions?: Record<string, string>;
};

/** All results in the order of their names, the lessons' own first. */
function results(): Result[] {
  const folder = resolve(ROOT, "bench/results");
  const names = readdirSync(folder).filter((name) => name.endsWith(".json")).sort();
  const lessonsFirst = [...names.filter((name) => /lesson|notebook/.test(name)), ...names.filter((name) => !/lesson|notebook/.test(name))];
  return lessonsFirst.map((name) => JSON.parse(readFileSync(resolve(folder, name), "utf8")) as Result);
}

function table(measured: Result[]): string {
  const lines = measured.flatMap(({ rows, repeat }) => rows.map(({ what, measured }) => `| ${what} | ${measured} | \`${repeat}\` |`));
  return ["| what | measured | repeat it with |", "|---|---|---|", ...lines].join("\n");
}

async function main(): Promise<void> {
  const path = resolve(ROOT, "README.md");
  const text = readFileSync(path, "utf8");
  const [begin, end] = [text.indexOf(MARKS.begin), text.indexOf(MARKS.end)];
  if (begin < 0 || end < begin) throw new Error(`README.md lacks the marks ${MARKS.begin} and ${MARKS.end}`);
  const measured = results();
  const [{ machine }] = measured;
  const dates = [...new Set(measured.map(({ date }) => date))].sort();
  const when = dates.length === 1 ? dates[0] : `${dates[0]} to ${dates[dates.length - 1]}`;
  const versions = Object.entries(Object.assign({}, ...measured.map(({ versions }) => versions)) as Record<string, string>);
  const software = [`Node ${machine.node.slice(1)}`, ...versions.map(([name, version]) => `${NAMES[name] ?? name} ${version}`)];
  const where =
    `On ${machine.cores} shared cores (${machine.processor}, ${software.join(", ")}), ${when}. ` +
    "Other work ran on them at the same time, so take the seconds as upper bounds. " +
    "Written by `npm run bench -- readme`.\n\n";
  await atomicWrite(path, `${text.slice(0, begin)}${MARKS.begin}\n${where}${table(measured)}\n${text.slice(end)}`);
}

void main();
