/**
 * Times generation with a random GPT-2 124M beside transformers' generate, in turn within each round: batch 1, a prompt of
 * 64 tokens, 128 new ones, greedy, with a key/value cache. The weights are the same, written by Python and opened here, and
 * the ids must be too, or nothing is written. Writes bench/results/generation.json.
 *
 *     npm run bench -- --setup
 *     npm run bench -- generation [ROUNDS] [--full]
 *
 * Round 0 is not counted: both sides compile there. transformers runs as it comes, with its static cache, and with that
 * and torch.compile; the fastest of the three in each round is compared.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import * as byhand from "byhand";
import { recordMeasurement } from "../course/measurement";
import { PythonOpponent } from "./support/opponents";
import { median, type Rounds, timesTheBest } from "./support/rounds";
import { tensorflowVersion } from "./support/versions";

const PROMPT = 64;
const TOKENS = 128;
const GOAL = 1;
const THEIR_WAYS = ["eager", "static", "compiled"];

interface Made { parameters: number; versions: Record<string, string>; threads: number; error?: string }
interface Answer { seconds: number; ids: number[]; error?: string }

async function measure(rounds: number, { python, folder }: { python: PythonOpponent; folder: string }) {
  const made = await python.ask<Made>({ make: folder });
  if (made.error) throw new Error(`transformers: ${made.error}`);
  const model = await byhand.GPT.fromPretrained(folder);
  const random = new byhand.Random(1);
  const prompt = Array.from({ length: PROMPT }, () => random.integer(model.config.vocabularySize));
  const seconds: Rounds = {};
  const first: Record<string, number> = {};
  const missing = new Set<string>();
  for (let round = 0; round <= rounds; round++) {
    const note = (way: string, taken: number): void => {
      if (round === 0) first[way] = taken;
      else (seconds[way] ??= []).push(taken);
    };
    const begin = performance.now();
    const ids = await byhand.generate(model, prompt, { maxNewTokens: TOKENS, choose: byhand.greedy });
    note("byhand", (performance.now() - begin) / 1000);
    for (const way of THEIR_WAYS) {
      const theirs = await python.ask<Answer>({ way, prompt, tokens: TOKENS });
      if (theirs.error) missing.add(`${way}: ${theirs.error}`);
      else if (theirs.ids.join() !== ids.join()) throw new Error(`${way}: their ids ${theirs.ids.join()}, ours ${ids.join()}`);
      else note(way, theirs.seconds);
    }
  }
  const { graphs } = model.compiledForward().next.report();
  model.dispose();
  return { ...made, graphs, seconds, first, missing: [...missing] };
}

async function main(rounds: number): Promise<void> {
  const engine = await byhand.useEngine("tensorflow");
  const python = new PythonOpponent("generation.py");
  const folder = await mkdtemp(join(tmpdir(), "byhand-bench-"));
  const measured = await measure(rounds, { python, folder }).finally(async () => {
    python.close();
    await rm(folder, { recursive: true, force: true });
  });
  const { seconds, first, missing, versions } = measured;
  const ratio = 1 / timesTheBest(seconds, "byhand", THEIR_WAYS);
  const met = ratio >= GOAL;
  const speeds = Object.entries(seconds).map(([way, taken]) => `${way} ${(TOKENS / median(taken)).toFixed(1)}`);
  const what = `generation, random GPT-2 124M, batch 1, ${PROMPT}-token prompt, ${TOKENS} new tokens, cache`;
  const row = {
    what: `${what} (goal ≥ ${GOAL.toFixed(1)}× the best of transformers' three)`,
    measured: [`${ratio.toFixed(2)}× transformers: ${speeds.join(", ")} tokens/s`, ...missing].join("; "),
    ratio, goal: `≥ ${GOAL.toFixed(1)}`, met,
  };
  await recordMeasurement("generation", {
    repeat: "npm run bench -- generation", rows: [row], rounds, engine: String(engine), ...measured,
    versions: { tensorflow: tensorflowVersion(), ...versions }, unit: "seconds for all tokens; first: of the round that compiles",
    processesWaiting: Number(loadavg()[0]!.toFixed(1)),
  });
  console.log(`${row.what}: ${row.measured}`);
  console.log("the first time, compilation included:", first);
  process.exitCode = met ? 0 : 1; // without an opponent the ratio is not a number
}

const options = process.argv.slice(2);
void main(Number(options.find((option) => /^\d+$/.test(option)) ?? (options.includes("--full") ? 7 : 3)));
