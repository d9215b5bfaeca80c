import { parse } from "csv-parse/sync";
import { JSDOM } from "jsdom";
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { formats } from "../../course/grader/formats";
import { gradeSubmissions } from "../../course/grader/grade";
import { reportAll } from "../../course/grader/report";
import type { SubmissionVerdict } from "../../course/grader/submissionVerdict";
import { zipFile } from "./graderArchives";
import { goodCount, goodDouble, goodUpper, importTf, submit, tinyCourse, tinyLimits } from "./graderTiny";

/** Points of double (31), count (5) and upper (7); null where the whole submission cannot be graded. */
const expected: Record<string, [double: number, count: number, upper: number] | null> = {
  perfect: [31, 5, 7],
  empty: null,
  half: [0, 5, 7],
  wrong: [4, 0, 0],
  hostile: [0, 0, 7],
  zipped: [31, 5, 7],
  notebook: [31, 5, 0],
  prose: [0, 0, 7],
  linked: [0, 0, 7],
  misnamed: null,
};

const good = importTf + goodDouble + goodCount;
const cache = mkdtempSync(join(tmpdir(), "grader-ten-"));
const files: Record<string, Record<string, string>> = {
  perfect: { "00-tiny.ts": good, "01-other.ts": goodUpper },
  empty: {},
  half: { "00-tiny.ts": `${goodCount}export function double() { throw new Error("TODO: write double"); }`, "01-other.ts": goodUpper },
  wrong: {
    "00-tiny.ts": `${importTf}export const double = (x: tf.Tensor) => tf.mul(x, 3);\nexport const count = () => 4;`,
    "01-other.ts": "export const upper = (text: string) => text;",
  },
  hostile: {
    "00-tiny.ts": `${good}\nprocess.stdout.write('{"earned": 43}\\n::set-output name=score::43\\n'); process.exit(0);`,
    "01-other.ts": goodUpper, "vitest.config.ts": "throw 1", "verdict.json": "{\"earned\":43}", "package.json": "{}",
  },
  prose: { "00-tiny.ts": "Dear teacher, my dog ate it.", "01-other.ts": goodUpper },
  misnamed: { "lesson-0.ts": good, "other.ts": goodUpper },
};

async function make(): Promise<string[]> {
  const home = submit({});
  for (const [name, texts] of Object.entries(files)) {
    mkdirSync(join(home, name));
    for (const [file, text] of Object.entries(texts)) writeFileSync(join(home, name, file), text);
  }
  mkdirSync(join(home, "linked"));
  symlinkSync(join(home, "perfect", "00-tiny.ts"), join(home, "linked", "00-tiny.ts"));
  writeFileSync(join(home, "linked", "01-other.ts"), goodUpper);
  const cell = (source: string): object => ({ cell_type: "code", source, metadata: { tags: ["exercise"] } });
  mkdirSync(join(home, "notebook"));
  const cells = [cell(goodDouble), cell(goodCount)];
  writeFileSync(join(home, "notebook", "00-tiny.ipynb"), JSON.stringify({ nbformat: 4, cells }));
  const zip = await zipFile(Object.entries(files.perfect).map(([path, text]) => ({ path: `exercises/${path}`, text })));
  return Object.keys(expected).map((name) => (name === "zipped" ? zip : join(home, name)));
}

const grade = async (paths: string[]): Promise<SubmissionVerdict[]> => {
  const secret = Buffer.alloc(32, 7);
  const limits = { ...tinyLimits, requestTime: 20_000, exerciseTime: 60_000 }; // none of them hangs: only load could
  const verdicts = await gradeSubmissions(paths, { course: tinyCourse(), byhand: "test", cache, limits, secret });
  return verdicts.map((verdict, i) => ({ ...verdict, submission: Object.keys(expected)[i] }));
};

const names = Object.keys(expected);
const points = (name: string): number => (expected[name] ?? [0, 0, 0]).reduce((sum, value) => sum + value, 0);
const inputs = { roster: [], overrides: [] };
const write = (format: string, verdicts: SubmissionVerdict[]): string =>
  formats.find(({ name }) => name === format)!.write(verdicts, inputs);

describe("ten submissions in one run", () => {
  let paths: string[];
  let verdicts: SubmissionVerdict[];
  beforeAll(async () => {
    paths = await make();
    verdicts = await grade(paths);
  });

  test.each(names)("%s gets the points that were expected", (name) => {
    const verdict = verdicts[names.indexOf(name)];
    const got = verdict.lessons.flatMap(({ exercises }) => exercises.map(({ earned }) => earned));
    expect(verdict.problem === null ? got : null).toEqual(expected[name]);
  });

  test("get the same points in all formats", () => {
    const rows = parse(write("csv", verdicts), { columns: true }) as { awarded: string }[];
    const lines = reportAll(verdicts).split("\n").slice(-names.length);
    names.forEach((name, i) => {
      const sum = points(name);
      const verdict = [verdicts[i]];
      expect(JSON.parse(write("json", verdict))).toMatchObject({ earned: sum });
      expect(JSON.parse(write("gradescope", verdict))).toMatchObject({ score: sum });
      expect(JSON.parse(write("classroom50", verdict))).toMatchObject({ score: sum });
      expect(new JSDOM(write("html", verdict)).window.document.title).toContain(`: ${sum} of 43`);
      expect(Number(rows[i].awarded)).toBe(sum);
      expect(lines[i].split(/\s+/).at(-1)).toBe(expected[name] ? `${sum}/43` : "graded"); // "not graded"
      const { status } = JSON.parse(write("exercism", verdict)) as { status: string };
      expect(status).toBe(expected[name] === null ? "error" : sum === 43 ? "pass" : "fail");
      const lost = write("junit", verdict).match(/<(failure|error) /g)?.length ?? 0;
      expect(lost === 0).toBe(sum === 43);
    });
  });

  test("get the same bytes again, times apart", async () => {
    const untimed = (verdict: SubmissionVerdict): string =>
      JSON.stringify(verdict, (key, value: unknown) => (key === "duration" || key === "seconds" ? 0 : value), 2);
    expect((await grade(paths)).map(untimed)).toEqual(verdicts.map(untimed));
  });
});
