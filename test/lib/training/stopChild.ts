/** Run by stop.test.ts in a process of its own, which gets a real SIGINT. Prints a line of JSON for each event. */
import { readFile } from "node:fs/promises";
import { runInThisContext } from "node:vm";
import * as byhand from "byhand";
import { bigramModel, numbers } from "./models";

const tell = (event: string, more: object = {}): void => void process.stdout.write(`${JSON.stringify({ event, ...more })}\n`);

async function trainUntilStopped(directory: string): Promise<void> {
  await byhand.useEngine("cpu");
  const model = bigramModel([[0, 0], [0, 0]]);
  const ids = Int32Array.from({ length: 100 }, (_, i) => i % 2);
  const { steps, stopped } = await byhand.train(model, { train: ids }, {
    steps: 1e9, batchSize: 1, contextLength: 4, learningRate: 0.1, warmup: 0,
    checkpoint: { directory, every: 1e9 }, onProgress: () => tell("step"),
  });
  const [mine] = Object.values(await numbers(model.stateDict()));
  const index = JSON.parse(await readFile(`${directory}/checkpoint.json`, "utf8"));
  tell("result", { steps, stopped, checkpointStep: index.step, modelHasLearnt: mine!.some((value) => value !== 0) });
}

/** Work that goes on for ever, or while a condition holds. */
async function deaf(goesOn = (_stop: AbortSignal): boolean => true): Promise<void> {
  await byhand.untilStopped(async (stop) => {
    stop.addEventListener("abort", () => tell("aborted"));
    for (let step = 0; goesOn(stop); step++) {
      if (step === 1) tell("step"); // not at once: a cell would still be in its first, synchronous part
      await byhand.breath();
    }
  });
}

/** As a notebook's kernel runs a cell: with a handler of its own, and the cell's code in a vm that watches for SIGINT. */
async function cell(): Promise<void> {
  process.on("SIGINT", () => tell("kernel"));
  Object.assign(globalThis, { start: () => deaf((stop) => !stop.aborted) });
  await runInThisContext("start()", { breakOnSigint: true });
  tell("cell ended", { handlers: process.listenerCount("SIGINT") });
}

async function after(): Promise<void> {
  await byhand.untilStopped(() => byhand.breath());
  tell("after");
  setInterval(() => undefined, 1000);
}

const [what, directory = ""] = process.argv.slice(2);
if (what === "train") void trainUntilStopped(directory);
else if (what === "deaf") void deaf();
else if (what === "cell") void cell();
else void after();
