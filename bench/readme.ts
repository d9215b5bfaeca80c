/** Fills the README's table of measurements from bench/results/*.json: npm run bench -- readme */
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { atomicWrite } from "byhand";

const ROOT = resolve(__dirname, "../..");
const MARKS = { begin: "<!-- measured:begin -->", end: "<!-- measured:end -->" };

interface Machine {
  processor: string;
  cores: number;
  node: string;
  platform: string;
}
type Result = { date: string; machine: Machine; repeat: string };
type Lesson07 = Result & { runs: { seed: number; loss: number; seconds: number; tokensPerSecond: number }[] };
type Notebook = Result & { cells: number; seconds: number; peakMemoryMB: number };
type Interchange = Result & { theirsHere: { largest: number }; oursThere: { largest: number } };
type Engines = { engines: ({ name: string } & ({ gigaflops: number } | { problem: string }))[] };

function read<T>(name: string): T | null {
  const path = resolve(ROOT, "bench/results", `${name}.json`);
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as T) : null;
}

function rows(): string[][] {
  const found: string[][] = [];
  const lesson = read<Lesson07>("lesson07");
  if (lesson) {
    const each = (figure: (run: Lesson07["runs"][number]) => string): string => lesson.runs.map(figure).join(", ");
    found.push([
      `lesson 07, seeds ${each(({ seed }) => String(seed))}: loss on the held-out tenth of tiny Shakespeare (goal ≤ 1.80)`,
      `${each(({ loss }) => loss.toFixed(3))} nats per character`, lesson.repeat,
    ]);
    found.push([
      "its 2000 steps", `${each(({ seconds }) => seconds.toFixed(0))} s ` +
        `(${each(({ tokensPerSecond }) => tokensPerSecond.toLocaleString("en"))} tokens/s)`, lesson.repeat,
    ]);
  }
  for (const name of ["00-welcome", "05-attention", "07-mini-gpt"]) {
    const notebook = read<Notebook>(`notebook-${name}`);
    if (!notebook) continue;
    const { cells, seconds, peakMemoryMB, repeat } = notebook;
    found.push([`lesson ${name}, all ${cells} cells`, `${seconds} s, ${peakMemoryMB} MB at most`, repeat]);
  }
  const interchange = read<Interchange>("interchange");
  if (interchange) {
    const { theirsHere, oursThere, repeat } = interchange;
    found.push([
      "largest difference in logits: `transformers`' model here, lesson 07's model there",
      `${theirsHere.largest.toExponential(0)}, ${oursThere.largest.toExponential(0)}`, repeat,
    ]);
  }
  const engines = read<Engines>("engines");
  for (const engine of engines?.engines ?? []) {
    if ("gigaflops" in engine) {
      found.push([`engine ${engine.name}, matrix product`, `${engine.gigaflops.toFixed(engine.gigaflops < 10 ? 1 : 0)} GFLOP/s`, "npm run doctor"]);
    }
  }
  return found;
}

async function main(): Promise<void> {
  const path = resolve(ROOT, "README.md");
  const text = readFileSync(path, "utf8");
  const [begin, end] = [text.indexOf(MARKS.begin), text.indexOf(MARKS.end)];
  if (begin < 0 || end < begin) throw new Error(`README.md lacks the marks ${MARKS.begin} and ${MARKS.end}`);
  const lesson = read<Lesson07>("lesson07");
  const where = lesson
    ? `On ${lesson.machine.cores} shared cores (${lesson.machine.processor}, Node ${lesson.machine.node.slice(1)}), ${lesson.date}. ` +
      "Other work ran on them at the same time, so take the seconds as upper bounds. " +
      "Written by `npm run bench -- readme`.\n\n"
    : "";
  const lines = rows().map(([what, figure, repeat]) => `| ${what} | ${figure} | \`${repeat}\` |`);
  const table = ["| what | measured | repeat it with |", "|---|---|---|", ...lines].join("\n");
  await atomicWrite(path, `${text.slice(0, begin)}${MARKS.begin}\n${where}${table}\n${text.slice(end)}`);
}

void main();
