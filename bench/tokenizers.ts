/**
 * Times WordPiece and Unigram beside `tokenizers` (Rust) on tiny Shakespeare, both in turn within each round, and writes
 * bench/results/tokenizers.json. Ids of the same tokenizer.json must be equal, or nothing is written.
 *
 *     npm run bench -- --setup
 *     BYHAND_DATA=folder/with/tinyshakespeare.txt npm run bench -- tokenizers [ROUNDS]
 *
 * Training is timed from the text to the vocabulary. `tokenizers` encodes without offsets, the whole text and line by line
 * with its threads; the faster of the two in each round is compared. Round 0 is not counted.
 */
import { createHash } from "node:crypto";
import { loadavg } from "node:os";
import * as byhand from "byhand";
import { recordMeasurement } from "../course/measurement";
import { PythonOpponent } from "./support/opponents";
import { median, type Rounds, timed, timesTheBest } from "./support/rounds";

const VOCABULARY = 1000;
const KINDS = { wordpiece: byhand.WordPieceTokenizer, unigram: byhand.UnigramTokenizer };
const NAMES = { wordpiece: "WordPiece", unigram: "Unigram" };
type Kind = keyof typeof KINDS;

async function measure(kind: Kind, { text, rounds, python }: { text: string; rounds: number; python: PythonOpponent }) {
  const [training, encoding]: Rounds[] = [{}, {}];
  const alone = { addSpecialTokens: false };
  const trained = KINDS[kind].train(text, { vocabularySize: VOCABULARY });
  await python.ask({ open: trained.toJSON() });
  const tokens = { byhand: trained.encode(text, alone).length, tokenizers: 0 };
  for (let round = 0; round <= rounds; round++) {
    const note = (to: Rounds, way: string, seconds: number): void => {
      if (round > 0) (to[way] ??= []).push(seconds);
    };
    note(training, "byhand", timed(() => KINDS[kind].train(text, { vocabularySize: VOCABULARY })).seconds);
    const there = await python.ask<{ seconds: number; tokens: number }>({ text, train: kind, vocabularySize: VOCABULARY });
    note(training, "tokenizers", there.seconds);
    tokens.tokenizers = there.tokens;

    const { seconds, result } = timed(() => trained.encode(text, alone));
    note(encoding, "byhand", seconds);
    const encoded = await python.ask<{ whole: number; lines: number; ids: string }>({ text });
    if (encoded.ids !== createHash("sha256").update(result.join(",")).digest("hex")) throw new Error(`${kind}: ids differ`);
    note(encoding, "tokenizers", encoded.whole);
    note(encoding, "tokenizers line by line", encoded.lines);
  }
  return { training, encoding, tokens };
}

type Measured = Awaited<ReturnType<typeof measure>>;

function rowsOf(kind: Kind, { training, encoding }: Measured, megabytes: number) {
  const trained = timesTheBest(training, "byhand", ["tokenizers"]);
  const encoded = 1 / timesTheBest(encoding, "byhand", ["tokenizers", "tokenizers line by line"]);
  const [ours, theirs] = [median(training.byhand!), median(training.tokenizers!)];
  const speeds = Object.entries(encoding).map(([way, seconds]) => `${way} ${(megabytes / median(seconds)).toFixed(1)}`);
  return [
    {
      what: `${NAMES[kind]} training on ${megabytes.toFixed(1)} MB, vocabulary ${VOCABULARY}`, ratio: trained,
      measured: `${trained.toFixed(2)}× \`tokenizers\`' time: ${ours.toFixed(2)} s, ${theirs.toFixed(2)} s`,
    },
    {
      what: `${NAMES[kind]} encoding of ${megabytes.toFixed(1)} MB`, ratio: encoded,
      measured: `${encoded.toFixed(2)}× \`tokenizers\`' speed: ${speeds.join(", ")} MB/s`,
    },
  ];
}

async function main(rounds: number): Promise<void> {
  const { text, message } = await byhand.loadTinyShakespeare({ fallback: false });
  console.log(message);
  const python = new PythonOpponent("subwords.py");
  const measured = {} as Record<Kind, Measured>;
  try {
    for (const kind of Object.keys(KINDS) as Kind[]) measured[kind] = await measure(kind, { text, rounds, python });
  } finally {
    python.close();
  }
  const megabytes = Buffer.byteLength(text) / 1e6;
  const rows = (Object.keys(KINDS) as Kind[]).flatMap((kind) => rowsOf(kind, measured[kind], megabytes));
  for (const row of rows) console.log(`${row.what}: ${row.measured}`);
  await recordMeasurement("tokenizers", {
    repeat: "BYHAND_DATA=FOLDER npm run bench -- tokenizers", rows, rounds, ...measured,
    unit: "seconds of each round; tokens: of the whole text by the tokenizer that was trained on it here and there",
    processesWaiting: Number(loadavg()[0]!.toFixed(1)),
  });
}

void main(Number(process.argv[2] ?? 9));
