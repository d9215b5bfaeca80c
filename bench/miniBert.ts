/**
 * Pretrains lesson 10's mini-BERT for several seeds and fine-tunes it for the four tasks; writes bench/results/miniBert.json:
 * both losses on fresh text beside their exact floors, each task's score beside what a bag-of-words model can reach, and
 * what inference scores with fewer labels, pretrained and not. Ends with code 1 where a loss is below its floor by more than
 * three standard errors, or a task's gap is not half closed.
 *
 *     npm run bench -- miniBert [SEED …] [--short]
 *
 * --short takes a few steps to see whether it runs, and writes nothing.
 */
import { loadavg } from "node:os";
import * as byhand from "byhand";
import { recordMeasurement } from "../course/measurement";
import { aboveFloor, MODEL, pretrained, TRAINING } from "./support/miniBert";
import { probes } from "./support/miniBertProbes";
import { GAP_GOAL, isPossible, lossText, type MiniBertRun, percent, rowsOf } from "./support/miniBertRows";
import { type Mode, TASKS, type TaskTest, TWO_BUTS } from "./support/miniBertTasks";
import { round } from "./support/rounds";

const FULL = {
  documents: 20_000, steps: 3500, fresh: 500, test: 300, labels: 2000,
  taskSteps: { sentiment: 500, inference: 1200, tagging: 500, questions: 1000 },
  frozenSteps: 300, curve: [{ labels: 100, steps: 400 }, { labels: 400, steps: 800 }, { labels: 2000, steps: 1200 }],
  probeSteps: 400,
};
const SHORT: typeof FULL = {
  documents: 100, steps: 10, fresh: 20, test: 20, labels: 64,
  taskSteps: { sentiment: 4, inference: 4, tagging: 4, questions: 4 },
  frozenSteps: 4, curve: [{ labels: 32, steps: 4 }, { labels: 64, steps: 4 }],
  probeSteps: 4,
};
const MODES: readonly Mode[] = ["full", "frozen", "scratch"];
/** Of the examples that judge and those that teach a task: far from each other and from the seeds of the documents. */
const SEEDS = { test: 40_000, fresh: 50_000, labels: 60_000, probes: 70_000 };

async function run(
  seed: number, { documents: count, steps, fresh, test, labels, taskSteps, frozenSteps, curve, probeSteps }: typeof FULL,
): Promise<MiniBertRun> {
  const tests = Object.entries(TASKS).map(([name, task]): [string, TaskTest] =>
    [name, task({ count: test, seed: SEEDS.test + seed })]);
  const without = new Set(tests.flatMap(([, { sentences }]) => sentences));
  const { model, seconds } = await pretrained(byhand.miniDocuments({ count, seed, without }), { steps, seed });
  const losses = await aboveFloor(model, { documents: fresh, seed: SEEDS.fresh + seed });
  console.log(`seed ${seed}: ${steps} steps in ${seconds.toFixed(0)} s`);
  console.log(`seed ${seed}: masked tokens ${lossText(losses.tokens)}, next sentence ${lossText(losses.nextSentence)}`);
  const fit = { body: model.bert, labels, seed: SEEDS.labels + seed, without };
  const tasks: MiniBertRun["tasks"] = {};
  for (const [name, { ceiling, score: scoreOf }] of tests) {
    const began = performance.now();
    const score = await scoreOf({ ...fit, steps: taskSteps[name as keyof typeof TASKS] });
    tasks[name] = {
      score: round(score, 4), ceiling: round(ceiling, 4), gapClosed: round((score - ceiling) / (1 - ceiling), 3),
      seconds: round((performance.now() - began) / 1000, 1),
    };
    console.log(`seed ${seed}: ${name}`, JSON.stringify(tasks[name]));
  }
  const { inference } = Object.fromEntries(tests);
  const scores: MiniBertRun["curve"] = [];
  for (const { labels, steps: full } of curve) {
    for (const mode of MODES) {
      const isDone = mode === "full" && labels === fit.labels;
      const taken = mode === "frozen" ? frozenSteps : full; // a head alone has learned sooner
      const score = isDone ? tasks.inference!.score : await inference!.score({ ...fit, steps: taken, labels, mode });
      scores.push({ labels, mode, score: round(score, 4) });
      console.log(`seed ${seed}: inference`, JSON.stringify(scores.at(-1)));
    }
  }
  const known = await probes(model.bert, { seed: SEEDS.probes + 2 * seed, steps: probeSteps });
  console.log(`seed ${seed}: probes`, JSON.stringify(known, (_, value) => (typeof value === "number" ? round(value, 3) : value)));
  const twoButs = await TWO_BUTS({ count: test, seed: SEEDS.test + seed }).score({ ...fit, steps: taskSteps.sentiment });
  console.log(`seed ${seed}: two "but": ${percent(twoButs)} right`);
  model.dispose();
  return {
    seed, seconds: round(seconds, 1), losses, tasks, curve: scores, probes: known, twoButs: round(twoButs, 4),
    processesWaiting: round(loadavg()[1]!, 1),
  };
}

async function main(seeds: number[], { isShort }: { isShort: boolean }): Promise<void> {
  if (!seeds.every(Number.isInteger)) throw new RangeError(`SEED is ${seeds.join(" ")}: give whole numbers, such as 1 2 3`);
  const engine = await byhand.useEngine();
  console.log(String(engine));
  const sizes = isShort ? SHORT : FULL;
  const runs: MiniBertRun[] = [];
  for (const seed of seeds) runs.push(await run(seed, sizes));
  const rows = rowsOf(runs);
  for (const { what, measured } of rows) console.log(`${what}: ${measured}`);
  if (!isShort) {
    await recordMeasurement("miniBert", {
      repeat: "npm run bench -- miniBert", rows, engine: String(engine), model: MODEL, training: TRAINING, sizes, runs,
    });
  }
  const possible = runs.every(({ losses }) => Object.values(losses).every(isPossible));
  const good = runs.every(({ tasks }) => Object.values(tasks).every(({ gapClosed }) => gapClosed >= GAP_GOAL));
  process.exitCode = possible && (good || isShort) ? 0 : 1; // a few steps teach nothing
  await byhand.releaseEngine();
}

const given = process.argv.slice(2);
const seeds = given.filter((option) => option !== "--short").map(Number);
void main(seeds.length > 0 ? seeds : [1, 2, 3, 4, 5], { isShort: given.includes("--short") });
