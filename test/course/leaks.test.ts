import { transform } from "esbuild";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import yazl from "yazl";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { useEngine } from "byhand";
import { thisCourse } from "../../course/edition/course";
import { findLeaks, type Leak, type Secret, teacherSecrets } from "../../course/edition/leaks";
import { lessonNames, loadLesson } from "../../course/exercises/lessons";
import { root } from "../../course/setup/paths";
import { isStudentFacing } from "../../course/verify/studentFacing";
import { tarBytes } from "./graderArchives";

let secrets: Secret[];
let folder: string;

beforeAll(async () => {
  await useEngine("cpu");
  secrets = teacherSecrets(thisCourse());
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "byhand-leaks-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function plant(files: Record<string, string | Buffer>): Promise<Leak[]> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return findLeaks(folder, secrets);
}

function secretOf(kind: Secret["kind"], exercise: string | null = null): Secret {
  return secrets.find((secret) => secret.kind === kind && secret.exercise === exercise)!;
}

/** In short: "solution of splitHeads in a.ts". */
const said = (leaks: Leak[]): string[] =>
  leaks.map(({ where, secret }) => `${secret.kind}${secret.exercise ? ` of ${secret.exercise}` : ""} in ${where}`);

const zipped = async (files: Record<string, Buffer>): Promise<Buffer> => {
  const zip = new yazl.ZipFile();
  for (const [name, content] of Object.entries(files)) zip.addBuffer(content, name);
  zip.end();
  const parts: Buffer[] = [];
  for await (const part of zip.outputStream) parts.push(part as Buffer);
  return Buffer.concat(parts);
};

const escapeHtml = (text: string): string => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

describe("a solution is found", () => {
  let body: string;
  beforeAll(() => {
    body = secretOf("solution", "gatedFeedForward").text;
  });
  const found = (where: string): string[] => [`solution of gatedFeedForward in ${where}`];

  it("as it is, in any file, hidden ones too", async () => {
    expect(said(await plant({ ".cache/old/notes": `x\n${body}` }))).toEqual(found(".cache/old/notes"));
  });

  it("line by line in another layout, without its comments", async () => {
    const bare = body.replace(/\/\/.*/g, "").replace(/([(),.])/g, " $1\n\t");
    expect(said(await plant({ "a.ts": bare }))).toEqual(found("a.ts"));
  });

  it("as a comment, and behind numbered lines", async () => {
    const lines = body.trim().split("\n");
    expect(said(await plant({ "a.ts": lines.map((line) => `// ${line}`).join("\n") }))).toEqual(found("a.ts"));
    expect(said(await plant({ "a.ts": lines.map((line, i) => `${i + 1}: ${line}`).join("\n") }))).toEqual(found("a.ts"));
  });

  it("by one of its lines alone", async () => {
    const line = secretOf("solution", "splitHeads").text.split("\n").find((each) => each.includes("const cut ="))!;
    expect(said(await plant({ "a.md": `The answer is \`${line.trim()}\`!` }))).toEqual(["solution of splitHeads in a.md"]);
  });

  it("in a notebook's cell, output and metadata", async () => {
    const lines = body.split("\n").map((line) => `${line}\n`);
    const cell = { cell_type: "code", source: ["1 + 1"], metadata: {}, outputs: [] as unknown[] };
    const notebook = (cells: object[], metadata = {}): string => JSON.stringify({ cells, metadata, nbformat: 4 });
    expect(said(await plant({ "a.ipynb": notebook([{ ...cell, source: lines }]) })))
      .toEqual(found("a.ipynb › cells › 0 › source"));
    const output = { output_type: "display_data", data: { "text/plain": ["nothing"], "text/html": lines } };
    expect(said(await plant({ "a.ipynb": notebook([cell, { ...cell, outputs: [output] }]) })))
      .toEqual(found("a.ipynb › cells › 1 › outputs › 0 › data › text/html"));
    expect(said(await plant({ "a.ipynb": notebook([cell], { solution: { gatedFeedForward: body } }) })))
      .toEqual(found("a.ipynb › metadata › solution › gatedFeedForward"));
  });

  it("in a page that escapes and colours it", async () => {
    const words = escapeHtml(body).replace(/\w+/g, "<span class=\"n\">$&</span>");
    expect(said(await plant({ "a.html": `<pre>${words}</pre>` }))).toEqual(found("a.html"));
  });

  it("in a string of a program", async () => {
    expect(said(await plant({ "a.js": `window.answer = ${JSON.stringify(JSON.stringify(body))};` }))).toEqual(found("a.js"));
  });

  it("in base64 and in an address", async () => {
    const base64 = Buffer.from(body).toString("base64");
    expect(said(await plant({ "a.html": `<a href="data:text/plain;base64,${base64}">` }))).toEqual(found("a.html › base64"));
    expect(said(await plant({ "a.html": `<a href="?code=${encodeURIComponent(body)}">` }))).toEqual(found("a.html"));
  });

  it("in a source map, in a file of its own or within the code", async () => {
    const { code, map } = await transform(`export function f(x: any, weights: any, activation: any) {${body}}`, {
      loader: "ts", sourcemap: true, minify: true,
    });
    expect(said(await plant({ "b.js.map": map }))).toEqual(found("b.js.map › sourcesContent"));
    rmSync(join(folder, "b.js.map"));
    const inline = `//# sourceMappingURL=data:application/json;base64,${Buffer.from(map).toString("base64")}`;
    expect(said(await plant({ "b.js": `f();${inline}` }))).toEqual(found("b.js › base64 › sourcesContent"));
    expect(code).not.toContain("upWeight)");
  });

  it("in a zip, in a tar, and in one within the other", async () => {
    const tar = tarBytes([{ path: "answers.ts", text: body }]);
    const zip = await zipped({ "b/c.tgz": gzipSync(tar) });
    expect(said(await plant({ "a.zip": zip, "d.gz": gzipSync(body), "e.tar": tar }))).toEqual([
      "a.zip › b/c.tgz › gzip › answers.ts", "d.gz › gzip", "e.tar › answers.ts",
    ].flatMap(found));
  });

  it("whichever it is, and where the exercise is one that the library has a part for", async () => {
    const solutions = secrets.filter(({ kind }) => kind === "solution");
    const leaks = await plant(Object.fromEntries(solutions.map(({ text }, i) => [`notes/${i}.md`, text])));
    const isFound = (secret: typeof solutions[number], i: number): boolean =>
      leaks.some((leak) => leak.where === `notes/${i}.md` && leak.secret === secret);
    expect(solutions.filter((secret, i) => !isFound(secret, i)).map(({ text }) => text)).toEqual([]);
  });

  it("compiled to JavaScript, whichever it is", async () => {
    for (const name of lessonNames()) {
      const source = readFileSync(join(root, "solutions", `${name}.ts`), "utf8");
      for (const { name: exercise } of loadLesson(name).exercises) {
        const whole = new RegExp(`export function ${exercise}\\([\\s\\S]*?\\n}\\n`).exec(source)![0];
        const { code } = await transform(whole, { loader: "ts", minifyWhitespace: true });
        const leaks = await plant({ "a.js": code });
        expect(leaks.some(({ secret }) => secret.kind === "solution" && secret.exercise === exercise), whole).toBe(true);
      }
    }
  });
});

describe("what else a teacher keeps back is found", () => {
  it("a wrong answer of an exercise", async () => {
    const { text } = secretOf("wrong answer", "crossEntropyGradient");
    expect(said(await plant({ "a.ts": text.slice(200, 700) }))).toEqual(["wrong answer of crossEntropyGradient in a.ts"]);
  });

  it("what computes a wrong answer", async () => {
    const { text } = secrets.find(({ file }) => file.endsWith("06-transformer-block.mistakes.ts"))!;
    expect(said(await plant({ "a.ts": text.slice(1000, 2000) }))).toEqual(["wrong answer in a.ts"]);
  });

  it("a hidden check by its code, by its name, and by what it says in minified code", async () => {
    const secret = secrets.find(({ file }) => file.endsWith("07-mini-gpt.hidden.ts"))!;
    const code = secret.text.slice(secret.text.indexOf("valueCheck("));
    const { code: small } = await transform(secret.text, { loader: "ts", minify: true });
    expect(said(await plant({ "a.ts": code }))).toContain("hidden check in a.ts");
    expect(said(await plant({ "a.ts": "Next: seven windows, the ids of a large vocabulary." }))).toEqual(["hidden check in a.ts"]);
    expect(said(await plant({ "a.ts": small }))).toContain("hidden check in a.ts");
  });

  it("other parts for teachers", async () => {
    const { text } = secretOf("teacher's part");
    expect(said(await plant({ "a.ts": text }))).toEqual(["teacher's part in a.ts"]);
  });
});

describe("no leak is", () => {
  it("what learners are given: their files, the hints, and lines that anybody writes", async () => {
    const { given } = secrets[0];
    const files = Object.fromEntries([...given.stubs, ...given.hints].map((text, i) => [`${i}.txt`, text]));
    const common = "return x;\nconst [batch, time] = ids.shape;\nconst headSize = query.shape[query.rank - 1];";
    expect(said(await plant({ ...files, "common.ts": common }))).toEqual([]);
  });

  it("the library's own part in lib/, where an exercise says that it replaces it, but elsewhere it is one", async () => {
    const { text } = secretOf("solution", "splitHeads");
    expect(said(await plant({ "lib/attention/heads.ts": text }))).toEqual([]);
    expect(said(await plant({ "lib/a.ts": secretOf("solution", "decoderMask").text }))).toEqual(["solution of decoderMask in lib/a.ts"]);
    expect(said(await plant({ "notebooks/lib/heads.ts": text }))).toContain("solution of splitHeads in notebooks/lib/heads.ts");
  });

  it("in anything that this course gives to its learners", async () => {
    expect(said(await findLeaks(root, secrets, { only: isStudentFacing }))).toEqual([]);
  });
});

it("an archive that cannot be unpacked is named, since nobody knows what is in it", async () => {
  await expect(plant({ "a.zip": "PK\x03\x04 and no more" })).rejects.toThrow(/^a\.zip cannot be unpacked/);
});
