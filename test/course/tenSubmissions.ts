import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withoutTeacherParts } from "../../course/exercises/loader";
import { stubFrom } from "../../course/exercises/stubs";
import { root } from "../../course/setup/paths";
import { zipFile } from "./graderArchives";

/** Points of each exercise, as they were written down before anything was graded; null: it can't be graded at all. */
export type Expected = Record<string, Record<string, number> | null>;

/** Lessons 00 and 05 as ten people may hand them in. tenSubmissions.json says what each must earn. */
export const expectedOfTen = JSON.parse(readFileSync(join(__dirname, "tenSubmissions.json"), "utf8")) as Expected;

const source = (lesson: string): string => readFileSync(join(root, "solutions", `${lesson}.ts`), "utf8");
const solution = (lesson: string): string => withoutTeacherParts(source(lesson));
const welcome = "00-welcome.ts";
const attention = "05-attention.ts";

/** The text with each right piece replaced by a wrong one. */
function spoilt(text: string, changes: Record<string, string>): string {
  return Object.entries(changes).reduce((before, [right, wrong]) => {
    if (before.split(right).length !== 2) throw new Error(`the solution does not hold exactly one \`${right}\``);
    return before.replace(right, wrong);
  }, text);
}

function submissions(): Record<string, Record<string, string>> {
  const good = { [welcome]: solution("00-welcome"), [attention]: solution("05-attention") };
  return {
    perfect: good,
    empty: {},
    half: { ...good, [attention]: stubFrom(source("05-attention")) },
    wrong: {
      [welcome]: spoilt(good[welcome], { "tf.mean(tf.sub(logSums,": "tf.sum(tf.sub(logSums," }),
      [attention]: spoilt(good[attention], {
        "1 / Math.sqrt(headSize)": "1 / headSize",
        "tf.greaterEqual(": "tf.greater(",
        "tf.transpose(cut, [0, 2, 1, 3])": "tf.reshape(cut, [batch, heads, time, hidden / heads])",
      }),
    },
    hostile: {
      ...good,
      [attention]: `${good[attention]}
process.stdout.write('{"earned": 1000}\\n::set-output name=score::1000\\n');
process.exit(0);`,
      "vitest.config.ts": "throw 1", "verdict.json": "{\"earned\":1000}", "package.json": "{}",
    },
    prose: { ...good, [attention]: "Dear teacher, my dog ate it." },
    misnamed: { "lesson-0.ts": good[welcome], "five.ts": good[attention] },
  };
}

/** A marked cell for each exercise that is named. */
function notebookOf(text: string, names: string[]): string {
  const cells = names.map((name) => {
    const start = text.indexOf(`export function ${name}(`);
    const code = text.slice(start, text.indexOf("\n}\n", start) + 2).replace("export ", "");
    return { cell_type: "code", source: code, metadata: { tags: ["exercise"] } };
  });
  return JSON.stringify({ nbformat: 4, cells });
}

/**
 * Writes the ten submissions.
 * @returns Their paths by name, in the order of `expectedOfTen`.
 */
export async function writeTen(folder: string): Promise<Record<string, string>> {
  const put = (name: string, files: Record<string, string>): string => {
    const path = join(folder, name);
    mkdirSync(path, { recursive: true });
    for (const [file, text] of Object.entries(files)) writeFileSync(join(path, file), text);
    return path;
  };
  const folders = Object.entries(submissions()).map(([name, files]) => [name, put(name, files)]);
  const { perfect } = submissions();
  const linked = put("linked", { [welcome]: perfect[welcome] });
  symlinkSync(join(folder, "perfect", attention), join(linked, attention));
  const notebook = put("notebook", {
    [welcome]: perfect[welcome],
    "05-attention.ipynb": notebookOf(perfect[attention], ["causalMask", "splitHeads", "mergeHeads"]),
  });
  const zipped = join(folder, "zipped.zip");
  const entries = Object.entries(perfect).map(([path, text]) => ({ path: `exercises/${path}`, text }));
  writeFileSync(zipped, readFileSync(await zipFile(entries)));
  const all: Record<string, string> = { ...Object.fromEntries(folders), linked, notebook, zipped };
  return Object.fromEntries(Object.keys(expectedOfTen).map((name) => [name, all[name]]));
}
