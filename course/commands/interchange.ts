import {
  CharTokenizer, embeddedCorpus, GPT, loadSafetensors, loadTokenizer, Random, releaseEngine, saveSafetensors,
  type Tokenizer, useEngine,
} from "byhand";
import * as tf from "@tensorflow/tfjs-core";
import { type Command } from "commander";
import { execa } from "execa";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { recordMeasurement } from "../measurement";
import { root } from "../setup/paths";
import { SetupError } from "../setup/problem";

/** Largest difference of two logits that counts as equal: float32 through a few layers, summed in another order. */
const TOLERANCE = 1e-4;

export function register(program: Command): void {
  program
    .command("interchange")
    .argument("[folder]", "a model that byhand saved, with its tokenizer; without it a small random one is made")
    .option("--python <command>", "a Python with test/oracles/requirements.txt", "python3")
    .description("open a model of Hugging Face transformers here, and one of ours there, and compare ids and logits")
    .action(async (folder: string | undefined, { python }: { python: string }) => {
      const scratch = await mkdtemp(join(tmpdir(), "byhand-interchange-"));
      try {
        console.log(String(await useEngine()));
        const theirs = await openTheirs(python, scratch);
        const ours = await openOurs(python, { folder: folder ? resolve(folder) : await makeOurs(scratch), scratch });
        process.exitCode = theirs.agrees && ours.agrees ? 0 : 1;
        if (folder) {
          const repeat = "npm run interchange -- MODEL_FOLDER --python PYTHON";
          const rows = [{
            what: "largest difference in logits: `transformers`' model here, our trained model there",
            measured: [theirs, ours].map(({ largest }) => largest.toExponential(0)).join(", "),
          }];
          await recordMeasurement("interchange", { repeat, rows, tolerance: TOLERANCE, theirsHere: theirs, oursThere: ours });
        }
      } finally {
        await rm(scratch, { recursive: true });
        await releaseEngine();
      }
    });
}

/** Whether two models agree in all that was compared, and the largest difference of two logits. */
interface Comparison {
  agrees: boolean;
  largest: number;
}

/** Has Python make a random GPT-2, opens it here, and says whether the logits agree. */
async function openTheirs(python: string, folder: string): Promise<Comparison> {
  await callPython(python, ["make", folder]);
  const model = await GPT.fromPretrained(folder);
  const { tensors } = await loadSafetensors(join(folder, "expected.safetensors"));
  const difference = tf.tidy(() => {
    const { logits } = model.forward(tensors["ids"]!);
    return tf.max(tf.abs(tf.sub(logits, tensors["logits"]!)));
  });
  const [largest] = await difference.data();
  const count = model.countParameters().toLocaleString("en");
  console.log(`transformers → byhand: a random GPT-2 of ${count} parameters; largest difference in logits ` +
    `${largest!.toExponential(1)} (at most ${TOLERANCE})`);
  model.dispose();
  tf.dispose([tensors, difference]);
  return { agrees: largest! <= TOLERANCE, largest: largest! };
}

/** Has Python open a model that was saved here, and says whether ids, texts and logits agree. */
async function openOurs(python: string, { folder, scratch }: { folder: string; scratch: string }): Promise<Comparison> {
  const model = await GPT.fromPretrained(folder);
  const tokenizer = await loadTokenizer(join(folder, "tokenizer.json"));
  const texts = randomTexts(tokenizer, model.config.contextLength);
  const rows = texts.map((text) => tokenizer.encode(text));
  const probe = join(scratch, "probe.json");
  await writeFile(probe, JSON.stringify(texts));
  const logits = tf.tidy(() => model.forward(rows).logits);
  const ids = tf.tensor2d(rows, undefined, "int32");
  await saveSafetensors(join(scratch, "probe.safetensors"), { ids, logits });
  const answer = JSON.parse(await callPython(python, ["open", folder, probe])) as {
    model: string; missing: string[]; idsEqual: boolean; textsEqual: boolean; largest: number;
  };
  console.log(`byhand → transformers: ${folder} opens as ${answer.model}; ids ${answer.idsEqual ? "equal" : "DIFFER"}, ` +
    `decoded texts ${answer.textsEqual ? "equal" : "DIFFER"}, largest difference in logits ` +
    `${answer.largest.toExponential(1)} (at most ${TOLERANCE})` +
    (answer.missing.length > 0 ? `; parameters MISSING: ${answer.missing.join(", ")}` : ""));
  model.dispose();
  tf.dispose([ids, logits]);
  const same = answer.idsEqual && answer.textsEqual && answer.missing.length === 0;
  return { agrees: same && answer.largest <= TOLERANCE, largest: answer.largest };
}

/** Texts that fill the context, made of all the tokenizer's tokens alike, so that rare ones are tried too. */
function randomTexts(tokenizer: Tokenizer, length: number): string[] {
  const random = new Random(1);
  const text = (): string =>
    tokenizer.decode(Array.from({ length }, () => random.integer(tokenizer.vocabularySize)));
  return Array.from({ length: 8 }, text);
}

/** A small random model and its tokenizer, saved in a folder below this one. */
async function makeOurs(scratch: string): Promise<string> {
  const tokenizer = CharTokenizer.train(embeddedCorpus({ characters: 10_000 }).text);
  const { vocabularySize } = tokenizer;
  const model = new GPT({ vocabularySize, contextLength: 29, hiddenSize: 36, layers: 2, heads: 3 }, { seed: 1 });
  const folder = join(scratch, "ours");
  await model.save(folder, { tokenizer });
  model.dispose();
  return folder;
}

async function callPython(python: string, args: string[]): Promise<string> {
  const script = join(root, "test/oracles/interchange.py");
  const { stdout, failed, stderr } = await execa(python, [script, ...args], { reject: false });
  if (!failed) return stdout;
  throw new SetupError(`${python} failed: ${stderr || "it was not found"}\n` +
    "It needs the packages of test/oracles/requirements.txt; name another with --python.");
}
