import { loadSafetensors, loadTokenizer, releaseEngine, saveSafetensors, useEngine } from "byhand";
import * as tf from "@tensorflow/tfjs-core";
import { type Command } from "commander";
import { execa } from "execa";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import {
  agrees, compare, type Comparison, comparisonText, encodeTexts, type Encoded, outputsOfTexts, TOLERANCE,
} from "../interchange/comparison";
import { openModel } from "../interchange/models";
import { OUR_MODELS, randomTexts, saveOurs } from "../interchange/ourModels";
import { exchangeTokenizers, tokenizerComparisonText } from "../interchange/tokenizers";
import { recordMeasurement } from "../measurement";
import { root } from "../setup/paths";
import { SetupError } from "../setup/problem";

export function register(program: Command): void {
  program
    .command("interchange")
    .argument("[folder]", "a model that byhand saved, with its tokenizer; random ones are made in any case")
    .option("--python <command>", "a Python with test/oracles/requirements.txt", "python3")
    .option("--tokenizers", "tokenizers only, which takes seconds and needs no PyTorch", false)
    .description("open models of Hugging Face transformers here, and ours there and back, and compare ids, texts and outputs")
    .action(async (folder: string | undefined, { python, tokenizers: only }: { python: string; tokenizers: boolean }) => {
      const scratch = await mkdtemp(join(tmpdir(), "byhand-interchange-"));
      try {
        const tokenizers = await exchangeTokenizers(scratch, (there) => callPython(python, ["interchange_tokenizers.py", there]));
        for (const comparison of tokenizers) console.log(tokenizerComparisonText(comparison));
        const tokenizersAgree = tokenizers.every(({ difference }) => difference === undefined);
        process.exitCode = tokenizersAgree ? 0 : 1;
        if (only) return;
        console.log(String(await useEngine()));
        const theirs: Comparison[] = [];
        for (const type of OUR_MODELS) theirs.push(await openTheirs(python, { type, scratch }));
        const ours: Comparison[] = [];
        for (const type of OUR_MODELS) ours.push(...(await openOurs(python, { folder: await saveOurs(type, scratch), scratch })));
        const given = folder ? await openOurs(python, { folder: resolve(folder), scratch }) : [];
        process.exitCode = tokenizersAgree && [...theirs, ...ours, ...given].every(agrees) ? 0 : 1;
        if (folder) await record({ theirs, ours, given });
      } finally {
        await rm(scratch, { recursive: true });
        await releaseEngine();
      }
    });
}

/** Has Python make a random model with its tokenizer, opens both here, and compares. */
async function openTheirs(python: string, { type, scratch }: { type: string; scratch: string }): Promise<Comparison> {
  const folder = join(scratch, `theirs-${type}`);
  await callPython(python, ["interchange.py", "make", folder, type]);
  const model = await openModel(folder);
  const tokenizer = await loadTokenizer(folder);
  const { tensors: outputs } = await loadSafetensors(join(folder, "expected.safetensors"));
  const expected = JSON.parse(await readFile(join(folder, "texts.json"), "utf8")) as Encoded;
  const comparison = await compare({ model, tokenizer }, { ...expected, outputs });
  const count = model.countParameters().toLocaleString("en");
  console.log(comparisonText(`transformers → byhand: a random ${type} of ${count} parameters`, comparison));
  model.dispose();
  tf.dispose(outputs);
  return comparison;
}

/** Has Python open a model that was saved here and save it again, opens that here once more, and compares both ways. */
async function openOurs(python: string, { folder, scratch }: { folder: string; scratch: string }): Promise<Comparison[]> {
  const model = await openModel(folder);
  const tokenizer = await loadTokenizer(folder);
  const encoded = encodeTexts(tokenizer, randomTexts(tokenizer, model));
  const outputs = outputsOfTexts(model, encoded);
  model.dispose();
  const probe = join(scratch, "probe.json");
  await writeFile(probe, JSON.stringify(encoded));
  await saveSafetensors(join(scratch, "probe.safetensors"), outputs);

  const again = await mkdtemp(join(scratch, "again-"));
  const answer = await callPython(python, ["interchange.py", "open", folder, probe, again]);
  const there = JSON.parse(answer) as Comparison & { model: string };
  console.log(comparisonText(`byhand → transformers: ${folder} opens as ${there.model}`, there));
  const returned = await openModel(again);
  const back = await compare({ model: returned, tokenizer: await loadTokenizer(again) }, { ...encoded, outputs });
  console.log(comparisonText(`  … → byhand, after ${there.model} saved it`, back));
  returned.dispose();
  tf.dispose(outputs);
  return [there, back];
}

async function record(compared: { theirs: Comparison[]; ours: Comparison[]; given: Comparison[] }): Promise<void> {
  const largest = ({ theirs, ours, given }: typeof compared): number[] =>
    [theirs, ours, given].map((comparisons) => Math.max(...comparisons.map((comparison) => comparison.largest)));
  const rows = [{
    what: "largest difference in hidden states and logits: `transformers`' random GPT-2, Llama, Mistral, Gemma and BERT here; " +
      "ours there and back; " +
      "our trained model there and back",
    measured: largest(compared).map((value) => value.toExponential(0)).join(", "),
  }];
  const repeat = "npm run interchange -- MODEL_FOLDER --python PYTHON";
  await recordMeasurement("interchange", { repeat, rows, tolerance: TOLERANCE, models: OUR_MODELS, ...compared });
}

async function callPython(python: string, [script = "", ...args]: string[]): Promise<string> {
  const { stdout, failed, stderr } = await execa(python, [join(root, "test/oracles", script), ...args], { reject: false });
  if (!failed) return stdout;
  throw new SetupError(`${python} failed: ${stderr || "it was not found"}\n` +
    "It needs the packages of test/oracles/requirements.txt; name another with --python.");
}
