import { atomicWrite } from "byhand";
import type { Command } from "commander";
import { mkdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { type CellReport, executeNotebook } from "../notebooks/execute";
import { finish, kilobytes } from "../notebooks/finish";
import { findLessons, type Lesson } from "../notebooks/lessons";
import type { NotebookFile } from "../notebooks/notebookFile";
import { comparePairs, syncPairs } from "../notebooks/pair";
import { recordMeasurement } from "../measurement";
import { cacheFolder, root } from "../setup/paths";
import { setUp } from "../setup/setUp";

export function register(program: Command): void {
  program.command("notebooks")
    .description("Runs lessons at full length and writes their outputs, with static pictures, into notebooks/.")
    .argument("[lessons...]", "by number or name; all of them by default")
    .option("--sync", "only write the text (notebooks/src) into the notebooks, keeping outputs")
    .option("--check", "only say whether texts and notebooks are in step")
    .action(notebooks);
}

async function notebooks(words: string[], { sync = false, check = false }): Promise<void> {
  const lessons = findLessons(words);
  await setUp();
  const states = await (check ? comparePairs : syncPairs)(lessons);
  for (const { notebook, inStep, why } of states.filter((state) => check || sync || !state.inStep)) {
    console.log(`notebooks/${notebook}: ${inStep ? "in step" : check ? why : `brought into step with its text (${why})`}`);
  }
  if (check && states.some(({ inStep }) => !inStep)) {
    console.log("`npm run notebooks -- --sync` writes the texts into the notebooks.");
    process.exitCode = 1;
  }
  if (check || sync) return;
  for (const lesson of lessons) {
    if (!await runLesson(lesson)) process.exitCode = 1;
  }
}

/** Runs one lesson at full length with its bands judged; only a flawless run reaches notebooks/. */
async function runLesson({ name, notebook }: Lesson): Promise<boolean> {
  const folder = join(cacheFolder, "notebooks");
  mkdirSync(folder, { recursive: true });
  const output = join(folder, `${name}.ipynb`);
  const report = await executeNotebook(notebook, {
    output,
    environment: { BYHAND_SHORT: "", BYHAND_BANDS: "strict" },
    onCell: process.stdout.isTTY ? showProgress(name) : undefined,
  });
  const figures = `${report.cells.length} cells, ${report.seconds.toFixed(0)} s, ` +
    `${(report.peakMemory / 1e9).toFixed(2)} GB at most`;
  const noise = report.cells.filter(({ status, stderr }) => status === "ok" && stderr !== "");
  for (const { number, stderr } of noise) console.log(`  cell ${number} writes to standard error: ${stderr.trim()}`);
  if (!report.passed) return failed(`${name}: ${figures}`, [report.problem ?? "", `as far as it came: ${relative(root, output)}`]);
  const { text, problems, remarks } = await finish(JSON.parse(readFileSync(output, "utf8")) as NotebookFile);
  for (const remark of remarks) console.log(`  ${remark}`);
  if (problems.length > 0) return failed(`${name}: ${figures}`, [...problems, `it lies in ${relative(root, output)}`]);
  await atomicWrite(notebook, text);
  const cells = report.cells.length;
  const seconds = Math.round(report.seconds);
  const peakMemoryMB = Math.round(report.peakMemory / 1e6);
  await recordMeasurement(`notebook-${name}`, {
    repeat: `npm run notebooks -- ${name.slice(0, 2)}`,
    rows: [{ what: `lesson ${name}, all ${cells} cells`, measured: `${seconds} s, ${peakMemoryMB} MB at most` }],
    cells, seconds, peakMemoryMB,
  });
  console.log(`✓ ${name}: ${figures}, ${kilobytes(Buffer.byteLength(text))}`);
  return true;
}

function failed(what: string, lines: string[]): false {
  console.error(`✗ ${what}\n${lines.join("\n").replace(/^/gm, "    ")}`);
  return false;
}

function showProgress(name: string): (cell: CellReport) => void {
  return ({ number, of }) => process.stdout.write(number === of ? "\r\u001b[K" : `\r\u001b[K${name}: cell ${number} of ${of}`);
}
