/** Run by stop.test.ts in a process of its own, which gets a real SIGINT. Prints a line of JSON for each event. */
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
  const index = JSON.parse(await (await import("node:fs/promises")).readFile(`${directory}/checkpoint.json`, "utf8"));
  tell("result", { steps, stopped, checkpointStep: index.step, modelHasLearnt: mine!.some((value) => value !== 0) });
}

/** Work that goes on for ever. */
async function deaf(): Promise<void> {
  await byhand.untilStopped(async (stop) => {
    stop.addEventListener("abort", () => tell("aborted"));
    for (let step = 0; ; step++) {
      if (step === 0) tell("step");
      await byhand.breath();
    }
  });
}

async function after(): Promise<void> {
  await byhand.untilStopped(() => byhand.breath());
  tell("after");
  setInterval(() => undefined, 1000);
}

const [what, directory = ""] = process.argv.slice(2);
if (what === "train") void trainUntilStopped(directory);
else if (what === "deaf") void deaf();
else void after();
