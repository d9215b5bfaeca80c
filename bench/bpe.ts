/**
 * Times byte-pair encoding beside `tokenizers` (Rust), `js-tiktoken` and `gpt-tokenizer` on tiny Shakespeare, all of them in
 * turn within each round, and writes bench/results/bpe.json. Merges and ids must be equal, or nothing is written.
 *
 *     npm run bench -- --setup
 *     BYHAND_DATA=folder/with/tinyshakespeare.txt npm run bench -- bpe [ROUNDS]
 */
import { createHash } from "node:crypto";
import { loadavg } from "node:os";
import * as byhand from "byhand";
import { recordMeasurement } from "../course/measurement";
import { opponent, PythonOpponent } from "./support/opponents";
import { fromRanks } from "./support/r50k";
import { median, round, timed } from "./support/rounds";

const GOALS = { seconds130K: 0.38, timesTokenizers: 2, timesBestEncoder: 1 };
const TRAININGS = [{ name: "130 KB", characters: 130_000, vocabularySize: 500 }, { name: "1.1 MB", vocabularySize: 1000 }];

interface Spread { median: number; least: number; most: number; first: number }
type Times = Record<string, number[]>;

function spread(values: readonly number[], digits: number): Spread {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return {
    median: round(median(values), digits), least: round(least, digits), most: round(most, digits),
    first: round(values[0]!, digits),
  };
}

/** Training, in seconds: ours; tokenizers as it comes, with its threads; tokenizers on one thread. */
async function timeTraining(text: string, rounds: number) {
  const threads = new PythonOpponent("bpe.py");
  const oneThread = new PythonOpponent("bpe.py", { environment: { TOKENIZERS_PARALLELISM: "false" } });
  const results = [];
  for (const { name, characters, vocabularySize } of TRAININGS) {
    const part = text.slice(0, characters);
    const times = { byhand: [] as number[], tokenizers: [] as number[], tokenizersOneThread: [] as number[] };
    for (let round = 0; round < rounds; round++) {
      const ours = timed(() => byhand.BPETokenizer.train(part, { vocabularySize }));
      times.byhand.push(ours.seconds);
      const merges = createHash("sha256").update(ours.result.merges.map((pair) => pair.join(" ")).join("\n")).digest("hex");
      for (const [key, python] of [["tokenizers", threads], ["tokenizersOneThread", oneThread]] as const) {
        const theirs = await python.ask<{ seconds: number; merges: string }>({ text: part, vocabularySize });
        if (theirs.merges !== merges) throw new Error(`${name}: our merges differ from those of tokenizers`);
        times[key].push(theirs.seconds);
      }
    }
    results.push({ text: name, vocabularySize, seconds: spreads(times, 3) });
  }
  threads.close();
  oneThread.close();
  return results;
}

function spreads<T extends Times>(times: T, digits: number): Record<keyof T, Spread> {
  return Object.fromEntries(Object.entries(times).map(([key, values]) => [key, spread(values, digits)])) as never;
}

/** Encoding with GPT-2's vocabulary, in MB/s: warmed up, and with the pieces of text not seen before. */
function timeEncoding(text: string, rounds: number) {
  const ranks = opponent<{ default: (string | number[])[] }>("gpt-tokenizer/bpeRanks/r50k_base").default;
  const gpt = opponent<{ encode(text: string): number[]; clearMergeCache(): void }>("gpt-tokenizer/encoding/r50k_base");
  const { Tiktoken } = opponent<{ Tiktoken: new (ranks: unknown) => { encode(text: string): number[] } }>("js-tiktoken/lite");
  const tiktokenRanks = opponent<{ default?: unknown }>("js-tiktoken/ranks/r50k_base");
  const tiktoken = new Tiktoken(tiktokenRanks.default ?? tiktokenRanks);
  const ours = fromRanks(ranks);
  const json = ours.toJSON();

  const expected = ours.encode(text).join(",");
  for (const [name, other] of Object.entries({ gpt, tiktoken })) {
    if (other.encode(text).join(",") !== expected) throw new Error(`our ids differ from those of ${name}`);
  }
  const megabytes = new TextEncoder().encode(text).length / 1e6;
  const warm = { byhand: [] as number[], gptTokenizer: [] as number[], jsTiktoken: [] as number[] };
  const cold = { byhand: [] as number[], gptTokenizer: [] as number[] };
  const rate = (work: () => unknown): number => megabytes / timed(work).seconds;
  for (let round = 0; round < rounds; round++) {
    const fresh = byhand.BPETokenizer.fromJSON(json);
    cold.byhand.push(rate(() => fresh.encode(text)));
    gpt.clearMergeCache();
    cold.gptTokenizer.push(rate(() => gpt.encode(text)));
    warm.byhand.push(rate(() => ours.encode(text)));
    warm.gptTokenizer.push(rate(() => gpt.encode(text)));
    warm.jsTiktoken.push(rate(() => tiktoken.encode(text)));
  }
  const tokens = expected.split(",").length;
  return { vocabularySize: ours.vocabularySize, tokens, warm: spreads(warm, 1), cold: spreads(cold, 1) };
}

async function main(rounds: number): Promise<void> {
  const { text, message } = await byhand.loadTinyShakespeare({ fallback: false });
  console.log(message);
  const training = await timeTraining(text, rounds);
  const encoding = timeEncoding(text, rounds);
  const [small, large] = training.map(({ seconds }) => seconds);
  const timesTokenizers = large!.byhand.median / large!.tokenizers.median;
  const { warm, cold } = encoding;
  const timesBestWarm = warm.byhand.median / Math.max(warm.gptTokenizer.median, warm.jsTiktoken.median);
  const timesBestCold = cold.byhand.median / Math.max(cold.gptTokenizer.median, warm.jsTiktoken.median);
  const met = {
    training130K: small!.byhand.median <= GOALS.seconds130K,
    training: timesTokenizers <= GOALS.timesTokenizers,
    encoding: Math.min(timesBestWarm, timesBestCold) >= GOALS.timesBestEncoder,
  };
  const rows = [
    {
      what: `BPE training on 130 KB, vocabulary 500 (goal ≤ ${GOALS.seconds130K} s)`,
      measured: `${small!.byhand.median.toFixed(2)} s (\`tokenizers\` ${small!.tokenizers.median.toFixed(2)} s)`,
    },
    {
      what: `BPE training on 1.1 MB, vocabulary 1000 (goal ≤ ${GOALS.timesTokenizers}× \`tokenizers\`)`,
      measured: `${timesTokenizers.toFixed(2)}×: ${large!.byhand.median.toFixed(2)} s, \`tokenizers\` ` +
        `${large!.tokenizers.median.toFixed(2)} s (on one thread ${large!.tokenizersOneThread.median.toFixed(2)} s)`,
    },
    {
      what: "BPE encoding of 1.1 MB with GPT-2's vocabulary (goal ≥ 1.0× the better of `gpt-tokenizer`, `js-tiktoken`)",
      measured: `${timesBestWarm.toFixed(1)}×: ${warm.byhand.median.toFixed(0)} MB/s, \`gpt-tokenizer\` ` +
        `${warm.gptTokenizer.median.toFixed(0)}, \`js-tiktoken\` ${warm.jsTiktoken.median.toFixed(1)}`,
    },
    {
      what: "the same with empty caches",
      measured: `${timesBestCold.toFixed(1)}×: ${cold.byhand.median.toFixed(0)} MB/s, \`gpt-tokenizer\` ` +
        `${cold.gptTokenizer.median.toFixed(0)}, \`js-tiktoken\` (has none) ${warm.jsTiktoken.median.toFixed(1)}`,
    },
  ];
  for (const { what, measured } of rows) console.log(`${what}: ${measured}`);
  await recordMeasurement("bpe", {
    repeat: "BYHAND_DATA=FOLDER npm run bench -- bpe", rows, rounds, goals: GOALS, met, training, encoding,
    unit: "training in seconds, encoding in MB/s: the median, the least, the most and the first of all rounds",
    // Each of these programs keeps one core busy, or two; with more waiting, others were at work at the same time.
    processesWaiting: Number(loadavg()[0]!.toFixed(1)),
  });
  console.log(met);
  process.exitCode = Object.values(met).every(Boolean) ? 0 : 1;
}

void main(Number(process.argv[2] ?? 15));
