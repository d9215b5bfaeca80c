/**
 * Trains word vectors on five analogy corpora with five seeds, as lesson 04 does, and looks for biases of several
 * strengths; writes bench/results/wordVectors.json. All but the seconds repeats exactly on one engine.
 *
 *     npm run bench -- wordVectors [SEEDS]
 */
import { loadavg } from "node:os";
import * as byhand from "byhand";
import { recordMeasurement } from "../course/measurement";
import { mean, median, round } from "./support/rounds";

const GOALS = { accuracy: 0.9, seconds: 60 };
const BIASES = [0.5, 0.65, 0.8, 1];

/** The share of right answers of each kind, and the seconds of training. */
async function answers(seed: number) {
  const { sentences, questions } = byhand.analogyCorpus({ seed });
  const { vectors, contexts, seconds } = await byhand.trainWordVectors(sentences, { seed });
  const accuracy: Record<string, number> = {};
  for (const [kind, asked] of Object.entries(questions)) {
    accuracy[kind] = round((await byhand.analogyAccuracy(vectors, asked)).accuracy, 3);
  }
  vectors.dispose();
  contexts.dispose();
  return { seed, seconds: round(seconds, 1), accuracy };
}

/** What the probe finds of a planted bias: mean leans of the two groups, effect size and p. */
async function found(bias: number, seed: number) {
  const { sentences, occupations, groups: { men, women } } = byhand.analogyCorpus({ seed, bias });
  const { vectors, contexts } = await byhand.trainWordVectors(sentences, { seed });
  const [he, she] = [occupations.slice(0, 6), occupations.slice(6, 12)].map((group) => group.map(({ word }) => word));
  const poles = { from: women!, to: men! };
  const lean = async (words: string[]): Promise<number> =>
    round(mean((await byhand.biasProbe(vectors, words, poles)).map((word) => word.lean)), 3);
  const { effectSize, pValue } = await byhand.associationTest(vectors, { first: he!, second: she!, ...poles });
  const leans = { he: await lean(he!), she: await lean(she!) };
  const result = { bias, seed, ...leans, effectSize: round(effectSize, 2), p: round(pValue, 4) };
  vectors.dispose();
  contexts.dispose();
  return result;
}

async function main(): Promise<void> {
  const count = Number(process.argv[2] ?? 5);
  if (!Number.isInteger(count) || count < 1) throw new RangeError(`SEEDS is ${process.argv[2]}: give a whole number`);
  const { name } = await byhand.useEngine();
  const load = loadavg()[0];
  const seeds = Array.from({ length: count }, (_, i) => i + 1);
  const runs: Awaited<ReturnType<typeof answers>>[] = [];
  for (const seed of seeds) {
    runs.push(await answers(seed));
    console.log(JSON.stringify(runs.at(-1)));
  }
  const biases: Awaited<ReturnType<typeof found>>[] = [];
  for (const bias of BIASES) {
    for (const seed of seeds) {
      biases.push(await found(bias, seed));
      console.log(JSON.stringify(biases.at(-1)));
    }
  }
  const kinds = Object.keys(runs[0]!.accuracy);
  const means = kinds.map((kind) => mean(runs.map(({ accuracy }) => accuracy[kind]!)));
  const seconds = median(runs.map((run) => run.seconds));
  await recordMeasurement("wordVectors", {
    repeat: "npm run bench -- wordVectors",
    rows: [
      {
        what: `Word vectors: analogies answered, mean of ${count} corpora`,
        measured: kinds.map((kind, i) => `${kind} ${(100 * means[i]!).toFixed(1)} %`).join(", "),
        goal: "≥ 90 % of each kind",
        met: Math.min(...means) >= GOALS.accuracy,
      },
      { what: "Word vectors: training", measured: `${seconds.toFixed(1)} s`, goal: "≤ 60 s", met: seconds <= GOALS.seconds },
    ],
    engine: name, load, runs, biases,
  });
  await byhand.releaseEngine();
}

void main();
