import { parse } from "csv-parse/sync";
import { releaseEngine, useEngine } from "byhand";
import { JSDOM } from "jsdom";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { lessonsOf, thisCourse } from "../../course/edition/course";
import { formats } from "../../course/grader/formats";
import { gradeSubmissions } from "../../course/grader/grade";
import { defaultLimits } from "../../course/grader/limits";
import { reportAll } from "../../course/grader/report";
import type { SubmissionVerdict } from "../../course/grader/submissionVerdict";
import { cacheFolder } from "../../course/setup/paths";
import { expectedOfTen, writeTen } from "./tenSubmissions";

const names = Object.keys(expectedOfTen);
const course = { ...thisCourse(), lessons: lessonsOf(thisCourse(), ["00", "05"]) };
const cache = join(cacheFolder, "grader");
const inputs = { roster: [], overrides: [] };

async function grade(paths: string[]): Promise<SubmissionVerdict[]> {
  const limits = { ...defaultLimits, requestTime: 20_000, exerciseTime: 60_000 }; // none of them hangs: only load could
  return gradeSubmissions(paths, { course, byhand: "test", cache, limits, secret: Buffer.alloc(32, 7) });
}

function sumOf(points: Record<string, number> | null): number {
  return Object.values(points ?? {}).reduce((sum, value) => sum + value, 0);
}

function write(format: string, verdicts: SubmissionVerdict[]): string {
  return formats.find(({ name }) => name === format)!.write(verdicts, inputs);
}

describe("ten submissions of lessons 00 and 05 in one run", () => {
  const all = sumOf(expectedOfTen.perfect);
  let paths: string[];
  let verdicts: SubmissionVerdict[];
  beforeAll(async () => {
    await useEngine("cpu");
    paths = Object.values(await writeTen(mkdtempSync(join(tmpdir(), "ten-"))));
    verdicts = await grade(paths);
  }, 180_000);
  afterAll(releaseEngine);

  test("are what they are called: perfect has every point, the others have fewer", () => {
    expect(all).toBe(verdicts[0].points);
    expect(names.filter((name) => sumOf(expectedOfTen[name]) === all)).toEqual(["perfect", "zipped"]);
  });

  test.each(names)("%s gets the points that were written down before", (name) => {
    const verdict = verdicts[names.indexOf(name)];
    const exercises = verdict.lessons.flatMap((lesson) => lesson.exercises);
    const got = Object.fromEntries(exercises.map((exercise) => [exercise.name, exercise.earned]));
    expect(verdict.problem === null ? got : null).toEqual(expectedOfTen[name]);
  });

  test("get the same points in all formats", () => {
    const rows = parse(write("csv", verdicts), { columns: true }) as { awarded: string }[];
    const lines = reportAll(verdicts).split("\n").slice(-names.length);
    names.forEach((name, i) => {
      const sum = sumOf(expectedOfTen[name]);
      const graded = expectedOfTen[name] !== null;
      const verdict = [verdicts[i]];
      expect(JSON.parse(write("json", verdict))).toMatchObject({ earned: sum });
      expect(JSON.parse(write("gradescope", verdict))).toMatchObject({ score: sum });
      expect(JSON.parse(write("classroom50", verdict))).toMatchObject({ score: sum });
      expect(new JSDOM(write("html", verdict)).window.document.title).toContain(`: ${sum} of ${all}`);
      expect(Number(rows[i].awarded)).toBe(sum);
      expect(lines[i].split(/\s+/).at(-1)).toBe(graded ? `${sum}/${all}` : "graded"); // "not graded"
      const { status } = JSON.parse(write("exercism", verdict)) as { status: string };
      expect(status).toBe(!graded ? "error" : sum === all ? "pass" : "fail");
      const lost = write("junit", verdict).match(/<(failure|error) /g)?.length ?? 0;
      expect(lost === 0).toBe(sum === all);
    });
  });

  test("get the same bytes again, times apart", async () => {
    const untimed = (verdict: SubmissionVerdict): string =>
      JSON.stringify(verdict, (key, value: unknown) => (key === "duration" || key === "seconds" ? 0 : value), 2);
    expect((await grade(paths)).map(untimed)).toEqual(verdicts.map(untimed));
  }, 180_000);
});
