/**
 * Lesson 07's run beside the same in PyTorch, from the start of the process to the sample: the clock includes the imports,
 * reading and encoding the text, 2000 steps with their evaluations, and 300 characters. Both sides in fresh processes, in
 * turn; writes bench/results/lesson07Run.json.
 *
 *     npm run bench -- --setup
 *     BYHAND_DATA=folder/with/tinyshakespeare.txt npm run bench -- lesson07Run [ROUNDS]
 *
 * PyTorch runs eagerly, and with torch.compile too, whose compilation counts; the faster of the two is compared. One round,
 * 2000 steps each, unless told otherwise.
 */
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import * as byhand from "byhand";
import { recordMeasurement } from "../course/measurement";
import { lessonData, MODEL, SAMPLING, TRAINING, VALIDATION } from "./support/lesson07";
import { pythonProgram } from "./support/opponents";
import { median, type Rounds, timesTheBest } from "./support/rounds";
import { tensorflowVersion } from "./support/versions";

const GOAL = 1.1;
/** Of the last validation losses: seeds differ by less, other models by more. */
const ALIKE = 0.1;

interface Run { parameters: number; validation: number[]; sample: string; versions: Record<string, string> }

/** Our side, in a process of its own. */
async function ours(path: string, seed: number): Promise<Run> {
  await byhand.useEngine("tensorflow");
  const text = await readFile(path, "utf8");
  const { tokenizer, train, validation } = lessonData(text);
  const model = new byhand.GPT({ ...MODEL, vocabularySize: tokenizer.vocabularySize }, { seed });
  const { validation: losses } = await byhand.train(model, { train, validation }, { ...TRAINING, seed });
  const beginning = text.slice(0, 6);
  const { tokens: maxNewTokens, ...sampling } = SAMPLING;
  const made = await byhand.generate(model, tokenizer.encode(beginning), { maxNewTokens, seed, ...sampling });
  return {
    parameters: model.countParameters(), validation: losses.map(({ loss }) => loss), sample: beginning + tokenizer.decode(made),
    versions: { tensorflow: tensorflowVersion() },
  };
}

/** Runs a program to its end; its last line is what it has to say. */
async function timed(command: readonly string[]): Promise<{ seconds: number; run: Run }> {
  const [file = "", ...args] = command;
  const begin = performance.now();
  const child = spawn(file, args, { stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => { output += text; });
  const code = await new Promise((resolve, reject) => child.once("error", reject).once("close", resolve));
  const seconds = (performance.now() - begin) / 1000;
  if (code !== 0) throw new Error(`${file} ended with code ${code}; see above`);
  return { seconds, run: JSON.parse(output.trim().split("\n").at(-1)!) as Run };
}

async function main(rounds: number): Promise<void> {
  const { text, message } = await byhand.loadTinyShakespeare();
  console.log(message);
  const python = pythonProgram("lesson07.py");
  const folder = await mkdtemp(join(tmpdir(), "byhand-bench-"));
  const path = join(folder, "text.txt");
  const settings = JSON.stringify({ model: MODEL, training: TRAINING, sampling: SAMPLING, validation: VALIDATION });
  const ways = { // the seed comes last
    byhand: [process.execPath, __filename, "--ours", path],
    "torch eager": [...python, path, settings, "eager"],
    "torch compiled": [...python, path, settings, "compiled"],
  };
  const seconds: Rounds = {};
  const runs: (Run & { way: string })[] = [];
  const missing = new Set<string>();
  try {
    await writeFile(path, text);
    for (let round = 0; round < rounds; round++) {
      for (const [way, command] of Object.entries(ways)) {
        try {
          const { seconds: taken, run } = await timed([...command, String(round + 1)]);
          (seconds[way] ??= []).push(taken);
          runs.push({ way, ...run });
          console.log(`${way}: ${taken.toFixed(1)} s, validation loss ${run.validation.at(-1)!.toFixed(3)}`);
        } catch (error) {
          if (way !== "torch compiled") throw error; // it needs a C++ compiler
          missing.add(`${way}: ${(error as Error).message}`);
        }
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  requireAlike(runs);
  const ratio = timesTheBest(seconds, "byhand", ["torch eager", "torch compiled"]);
  const what = `lesson 07's run of ${TRAINING.steps} steps, from import to sample`;
  const each = Object.entries(seconds).map(([way, values]) => `${way} ${median(values).toFixed(1)} s`);
  await recordMeasurement("lesson07Run", {
    repeat: "BYHAND_DATA=FOLDER npm run bench -- lesson07Run",
    rows: [{
      what: `${what} (goal ≤ ${GOAL}× the better of PyTorch's two)`,
      measured: [`${ratio.toFixed(2)}× PyTorch: ${each.join(", ")}`, ...missing].join("; "),
      goal: `≤ ${GOAL}`, ratio, met: ratio <= GOAL,
    }],
    rounds, settings: JSON.parse(settings) as unknown, seconds, runs, text: message,
    versions: Object.assign({}, ...runs.map(({ versions }) => versions)) as Record<string, string>,
    processesWaiting: Number(loadavg()[0]!.toFixed(1)),
  });
  console.log(`${what}: ${ratio.toFixed(2)}× PyTorch`);
  process.exitCode = ratio <= GOAL ? 0 : 1;
}

/** @throws Error where the two sides have not trained the same model alike. */
function requireAlike(runs: readonly Run[]): void {
  const last = runs.map(({ validation }) => validation.at(-1)!);
  const [least, most] = [Math.min(...last), Math.max(...last)];
  if (new Set(runs.map(({ parameters }) => parameters)).size > 1 || most - least > ALIKE) {
    throw new Error(`the runs differ: parameters ${runs.map((run) => run.parameters).join(", ")}, losses ${last.join(", ")}`);
  }
}

const options = process.argv.slice(2);
if (options[0] === "--ours") {
  void ours(options[1]!, Number(options[2])).then((run) => console.log(JSON.stringify(run)));
} else {
  const rounds = options.find((option) => /^\d+$/.test(option)) ?? 1;
  void main(Number(rounds));
}
