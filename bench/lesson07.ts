/**
 * Trains lesson 07's GPT on tiny Shakespeare for several seeds and writes bench/results/lesson07.json: the mean loss over
 * the whole held-out last tenth of the text, seconds, tokens per second.
 *
 *     BYHAND_DATA=folder/with/tinyshakespeare.txt npm run bench -- lesson07 [SEED …]
 */
import { loadavg } from "node:os";
import * as byhand from "byhand";
import { recordMeasurement } from "../course/measurement";
import { lessonData, MODEL, TRAINING } from "./support/lesson07";

const TARGET = 1.8;

async function main(seeds: number[]): Promise<void> {
  const engine = await byhand.useEngine();
  console.log(String(engine));
  const corpus = await byhand.loadTinyShakespeare({ fallback: false });
  console.log(corpus.message);
  const { tokenizer, ...ids } = lessonData(corpus.text);
  const runs: Awaited<ReturnType<typeof run>>[] = [];
  for (const seed of seeds) runs.push(await run(seed, tokenizer.vocabularySize, ids));
  const each = (figure: (run: (typeof runs)[number]) => string): string => runs.map(figure).join(", ");
  await recordMeasurement("lesson07", {
    repeat: "BYHAND_DATA=FOLDER npm run bench -- lesson07",
    rows: [
      {
        what: `lesson 07, seeds ${seeds.join(", ")}: loss on the held-out tenth of tiny Shakespeare (goal ≤ ${TARGET.toFixed(2)})`,
        measured: `${each(({ loss }) => loss.toFixed(3))} nats per character`,
      },
      {
        what: `its ${TRAINING.steps} steps`,
        measured: `${each(({ seconds }) => seconds.toFixed(0))} s ` +
          `(${each(({ tokensPerSecond }) => tokensPerSecond.toLocaleString("en"))} tokens/s)`,
      },
    ],
    engine: String(engine),
    model: MODEL,
    training: TRAINING,
    target: TARGET,
    runs,
  });
  process.exitCode = runs.every(({ loss }) => loss <= TARGET) ? 0 : 1;
  await byhand.releaseEngine();
}

async function run(seed: number, vocabularySize: number, { train, test }: { train: Int32Array; test: Int32Array }) {
  const model = new byhand.GPT({ ...MODEL, vocabularySize }, { seed });
  const { seconds, tokensPerSecond, stopped } = await byhand.train(model, { train }, {
    ...TRAINING,
    seed,
    onProgress: ({ step, steps, loss, secondsLeft }) => {
      if (step % 200 !== 0) return;
      console.log(`seed ${seed}: step ${step} of ${steps}, loss ${loss.toFixed(3)}, ${Math.round(secondsLeft)} s left`);
    },
  });
  if (stopped) throw new Error("stopped: nothing was written");
  const loss = await byhand.evaluate(model, test);
  const parameters = model.countParameters();
  model.dispose();
  const run = {
    seed, parameters, loss: Number(loss.toFixed(4)), seconds: Number(seconds.toFixed(1)),
    tokensPerSecond: Math.round(tokensPerSecond),
    // This run alone makes about as many as there are cores; with more, others were at work and the seconds are too many.
    processesWaiting: Number(loadavg()[1]!.toFixed(1)),
  };
  console.log(`seed ${seed}: held-out loss ${run.loss}, ${run.seconds} s, ${run.tokensPerSecond} tokens per second`);
  return run;
}

void main(process.argv.length > 2 ? process.argv.slice(2).map(Number) : [1, 2, 3]);
