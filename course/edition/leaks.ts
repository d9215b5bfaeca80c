import { readdir, readFile } from "node:fs/promises";
import { join, sep } from "node:path";
import { literals } from "./leakSearch/literals";
import type { Given, Secret } from "./leakSearch/secrets";
import { Quotations } from "./leakSearch/quotations";
import { textsOf, unescaped } from "./leakSearch/texts";
import { tokens, withoutComments, withoutLineStarts, wordsIn } from "./leakSearch/tokens";
import { WindowIndex } from "./leakSearch/windowIndex";

export { type Secret, teacherSecrets } from "./leakSearch/secrets";

/** A place where a learner can read a secret. */
export interface Leak {
  /** In the folder: "week1.zip › 05.ipynb › cells › 3 › outputs". */
  where: string;
  secret: Secret;
  /** What was found, as words and signs with spaces between them. */
  excerpt: string;
}

/**
 * So many words and signs in a row, comments aside, are no accident: of two lines that count, like
 * `const cut = tf.reshape(x, [batch, time, heads, hidden / heads]);`, each is longer, while `return x;` or
 * `const headSize = query.shape[query.rank - 1];`, which anybody writes, are shorter.
 */
const RUN = 16;
/** Different words in a run: `= counts.reduce((sum, count) => sum + count, 0)` has four, and anybody writes it. */
const WORDS = 5;
/** For all that is not the solution itself: much of it is types and small helpers, which look alike everywhere. Longer, and
 * with so many different words in it. */
const OTHER_RUN = 30;
const OTHER_WORDS = 8;
/** A whole secret that is shorter than a run; what is shorter still says too little to be looked for. */
const SHORTEST = 10;
/** What a hidden check is called and says survives a minifier: so many words in a row, or the whole from five words on. */
const PHRASE = 12;
const SHORTEST_PHRASE = 5;

/**
 * Looks through a folder for what learners must not see: in every file, hidden ones too, in archives, in the strings of
 * JSON (notebooks, their outputs and metadata, source maps), and behind base64 and the escapes of JSON and HTML.
 * `node_modules` and `.git` are left out. In the library's own folder, `lib`, an exercise's solution may stand if the
 * exercise names the part of the library that it replaces: that is given to learners, and everywhere else it is a leak.
 *
 * It finds a secret whose words stand there in a row: whole or in part, laid out differently, without its comments or as
 * a comment, line by line with numbers before them, compiled to JavaScript; of a hidden check also what is left of it in
 * minified code. It does not find a solution with other names, as a minifier gives, or in another order, nor one that was
 * encrypted or drawn in a picture.
 * @throws Error where a file cannot be read or unpacked.
 */
export async function findLeaks(
  folder: string, secrets: Secret[], { only = () => true }: { only?: (file: string) => boolean } = {},
): Promise<Leak[]> {
  const search = prepared.get(secrets) ?? prepare(secrets);
  prepared.set(secrets, search);
  const leaks: Leak[] = [];
  for (const file of (await filesIn(folder)).filter(only)) {
    const known = new Set<Secret>();
    for await (const { where, text } of textsOf(file, await readFile(join(folder, file)))) {
      for (const [secret, excerpt] of search(text)) {
        if (known.has(secret) || (secret.inLibrary && isLibrary(where))) continue;
        known.add(secret);
        leaks.push({ where, secret, excerpt });
      }
    }
  }
  return leaks;
}

/** A part of the library may be what an exercise asks for: its source is given to learners, and they know where it is. */
function isLibrary(where: string): boolean {
  return /(^|› )((?!notebooks\/|exercises\/)[^/›]+\/)?lib\//.test(where);
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(join(folder, sep).length).split(sep).join("/"))
    .filter((path) => !/(^|\/)(node_modules|\.git)\//.test(path)).sort();
}

/** Looks for secrets in a text, and gives an excerpt of each that is in it. */
type Search = (text: string) => Map<Secret, string>;

const prepared = new WeakMap<Secret[], Search>();

function prepare(secrets: Secret[]): Search {
  const solutions = new WindowIndex<Secret>();
  const others = new WindowIndex<Secret>();
  const phrases = new WindowIndex<Secret>();
  for (const secret of secrets) {
    const code = tokens(unescaped(withoutComments(secret.text)));
    const [index, runs, words] = secret.kind === "solution" ? [solutions, windows(code, RUN, SHORTEST), WORDS]
      : [others, windows(code, OTHER_RUN, OTHER_RUN), OTHER_WORDS];
    for (const run of runs) if (wordsIn(run) >= words) index.add(run, secret);
    if (secret.kind !== "hidden check") continue;
    for (const literal of literals(secret.text)) {
      for (const window of windows(tokens(literal), PHRASE, SHORTEST_PHRASE)) phrases.add(window, secret);
    }
  }
  for (const { kind, text } of secrets) if (kind === "solution") others.remove(tokens(withoutComments(text))); // said once
  const givens = [...new Set(secrets.map(({ given }) => given))];
  const given = (key: keyof Given): string[] => [...new Set(givens.flatMap((each) => each[key]))].map(unescaped);
  const hints = new Quotations(given("hints").map(tokens));
  for (const text of given("stubs")) {
    for (const index of [solutions, others, phrases]) index.remove(tokens(text));
    for (const index of [solutions, others]) index.remove(tokens(withoutComments(text)));
  }
  for (const text of given("library")) others.remove(tokens(withoutComments(text)));
  for (const literal of [...given("library"), ...given("checks")].flatMap(literals)) phrases.remove(tokens(literal));
  return (text) => {
    const found = new Map<Secret, string>();
    const note = (matches: Map<Secret, string[]>): void => {
      for (const [secret, run] of matches) if (!found.has(secret)) found.set(secret, run.join(" "));
    };
    const readings = [text, withoutComments(text), withoutComments(withoutLineStarts(text))];
    for (const reading of new Set(readings)) {
      const read = hints.cutFrom(tokens(reading));
      note(solutions.find(read));
      note(others.find(read));
    }
    note(phrases.find(tokens(text)));
    return found;
  };
}

/** All runs of `length` tokens; where there are fewer, but at least `shortest`, all of them as one. */
function windows(all: string[], length: number, shortest: number): string[][] {
  if (all.length < length) return all.length < shortest ? [] : [all];
  return Array.from({ length: all.length - length + 1 }, (_, at) => all.slice(at, at + length));
}
