import { releaseEngine, useEngine } from "byhand";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { thisCourse } from "../../course/edition/course";
import { judgeFile } from "../../course/exercises/judge";
import { withoutTeacherParts } from "../../course/exercises/loader";
import { lessonNames, loadLesson } from "../../course/exercises/lessons";
import { gradeSubmission } from "../../course/grader/grade";
import type { SubmissionVerdict } from "../../course/grader/submissionVerdict";
import { cacheFolder, root } from "../../course/setup/paths";
import { earned, exerciseOf, submit } from "./graderTiny";
import { runGrade as run } from "./runGrade";

const lessons = lessonNames().map((name) => loadLesson(name, { hidden: true }));
const full = Object.fromEntries(lessons.flatMap(({ exercises }) =>
  exercises.map(({ name, checks }) => [name, checks.reduce((sum, { points }) => sum + points, 0)])));
const cache = join(cacheFolder, "grader");

beforeAll(() => useEngine("cpu"));
afterAll(releaseEngine);

function grade(folder: string, seed?: number): Promise<SubmissionVerdict> {
  return gradeSubmission(folder, { course: thisCourse(), byhand: "test", cache, seed });
}

function solution(lesson: string): string {
  return withoutTeacherParts(readFileSync(join(root, "solutions", `${lesson}.ts`), "utf8"));
}

/** All solutions, with one text in one of them replaced. */
function spoilt(lesson: string, right: string, wrong: string): string {
  const text = solution(lesson);
  if (text.split(right).length !== 2) throw new Error(`${lesson} does not hold exactly one \`${right}\``);
  const others = Object.fromEntries(lessonNames().map((name) => [`${name}.ts`, solution(name)]));
  return submit({ ...others, [`${lesson}.ts`]: text.replace(right, wrong) });
}

describe("in a process of its own", () => {
  test.each([undefined, 1, 2])("every solution gets every point (seed %s)", async (seed) => {
    const verdict = await grade(join(root, "solutions"), seed);
    expect(verdict.lessons.flatMap(({ exercises }) => exercises.map(({ name, reason }) => [name, reason])))
      .toEqual(Object.keys(full).map((name) => [name, null]));
    expect(earned(verdict)).toEqual(full);
  });

  test("every stub gets nothing, since it is not written", async () => {
    const verdict = await grade(join(root, "exercises"));
    expect(verdict.earned).toBe(0);
    const kinds = verdict.lessons.flatMap(({ exercises }) => exercises.map(({ reason }) => reason?.kind));
    expect(new Set(kinds)).toEqual(new Set(["notWritten"]));
  });

  test.each<[string, string, [right: string, wrong: string], string[], string, kind?: string]>([
    ["softmax without the maximum", "00-welcome", ["tf.sub(x, tf.max(x, -1, true))", "x"],
      ["softmax"], "subtract each row's maximum"],
    ["a sum in place of the mean", "00-welcome", ["tf.mean(tf.sub(logSums,", "tf.sum(tf.sub(logSums,"],
      ["crossEntropy"], "the sum over the rows, not their mean"],
    ["attention divided by the head size, not its root", "05-attention", ["1 / Math.sqrt(headSize)", "1 / headSize"],
      ["scaledDotProductAttention"], "it should be its square root"],
    ["attention that turns all of the key's axes round", "05-attention",
      ["tf.matMul(query, key, false, true)", "tf.matMul(query, tf.transpose(key))"],
      ["scaledDotProductAttention"], "tf.transpose(key) turned all axes round", "threw"],
    ["heads cut without the transpose", "05-attention",
      ["tf.transpose(cut, [0, 2, 1, 3])", "tf.reshape(cut, [batch, heads, time, hidden / heads])"],
      ["splitHeads"], "a reshape alone mixes up time and heads"],
    ["a mask that hides the query itself", "05-attention",
      ["tf.greaterEqual(", "tf.greater("], ["causalMask"], "the diagonal is true"],
    ["a block that forgets its second residual", "06-transformer-block",
      ["tf.add(attended, feedForward(norm2(attended)))", "feedForward(norm2(attended))"],
      ["preNormBlock"], "the second residual is missing"],
    ["a feed-forward layer that does not bend", "06-transformer-block",
      ["activation(linear(x, innerWeight, innerBias))", "linear(x, innerWeight, innerBias)"],
      ["feedForward"], "two linear maps in a row are only one linear map"],
    ["sampling that forgets the temperature", "07-mini-gpt", ["logit / temperature", "logit"],
      ["samplingStep"], "temperature"],
  ])("%s loses points alone, and as it does in this process", async (_, lesson, change, losers, message, kind = "wrong") => {
    const folder = spoilt(lesson, ...change);
    const verdict = await grade(folder, 5);
    for (const each of lessons) {
      for (const exercise of each.exercises) {
        const { verdict: here } = await judgeFile(exercise, each, { folder, seed: 5 });
        const there = exerciseOf(verdict, exercise.name).checks;
        expect(there.map(({ name, earned: got, reason }) => [name, got, reason?.message ?? null]))
          .toEqual(here.checks.map(({ name, points, passed, message: why }) => [name, passed ? points : 0, why]));
      }
    }
    const lost = Object.entries(earned(verdict)).filter(([name, points]) => points < full[name]);
    expect(lost.map(([name]) => name)).toEqual(losers);
    expect(exerciseOf(verdict, losers[0]).reason).toEqual({ kind, message: expect.stringContaining(message) });
  });
});

describe("npm run grade", () => {
  const stubs = join(root, "exercises");
  const welcome = ["--lesson", "00", "--no-types"];

  test("prints a table, and ends with 0 whatever the score", async () => {
    const { code, out } = await run(stubs, "--lesson", "00", "--seed", "3");
    expect(code).toBe(0);
    expect(out).toMatch(/^exercise +points +reason\n00-welcome\.ts +0\/\d+\n {2}softmax +0\/\d+ +not written yet/);
  });

  test("writes all formats over whatever is there, the same bytes each time but for times", async () => {
    const folder = submit({
      "roster.csv": "id,name\nann,Ann\nsolutions,Ben\n",
      "overrides.csv": "learner,exercise,points,reason,by,date\nann,softmax,1,was ill,Ms Lee,2026-11-20\n",
    });
    const out = join(folder, "out");
    const inputs = ["--roster", join(folder, "roster.csv"), "--overrides", join(folder, "overrides.csv")];
    const untimed = (text: string): string => text
      .replace(/"(duration|seconds)": [\d.]+/g, "\"$1\": 0").replace(/time="[\d.]+"/g, "");
    const grade = async (): Promise<Record<string, string>> => {
      const formats = "json,junit,gradescope,exercism,csv,html";
      const { code } = await run(stubs, join(root, "solutions"), ...welcome, "--out", out, "--format", formats, ...inputs);
      expect(code).toBe(0);
      const files = readdirSync(out, { recursive: true, encoding: "utf8" }).filter((name) => /\.\w+$/.test(name)).sort();
      return Object.fromEntries(files.map((name) => [name, untimed(readFileSync(join(out, name), "utf8"))]));
    };
    const first = await grade();
    const perSubmission = ["exercism.json", "gradescope.json", "junit.xml", "report.html", "verdict.json"];
    expect(Object.keys(first)).toEqual([
      ...perSubmission.map((name) => join("exercises", name)), "gradebook.csv", "gradebook.json",
      ...perSubmission.map((name) => join("solutions", name)),
    ]);
    expect(await grade()).toEqual(first);
    const stub = JSON.parse(first[join("exercises", "verdict.json")]) as SubmissionVerdict;
    expect(stub).toMatchObject({ version: 1, earned: 0, byhand: expect.stringMatching(/^\d+\.\d+\.\d+$/) });
    expect(first["gradebook.csv"].split("\r\n").map((line) => line.split(",").slice(0, 4).join())).toEqual([
      "learner,name,status,submission", "ann,Ann,not submitted,", "solutions,Ben,graded,solutions",
      "exercises,,graded,exercises", "",
    ]);
    expect(first["gradebook.csv"]).toContain("00-welcome/softmax: 0 → 1 (was ill; Ms Lee, 2026-11-20)");
  });

  test("with --format json writes nothing but JSON to standard output", async () => {
    const { out, err } = await run(stubs, ...welcome, "--format", "json");
    expect((JSON.parse(out) as SubmissionVerdict).earned).toBe(0);
    expect(err).toBe("");
  });

  test("gives other work another seed", async () => {
    const seedOf = async (folder: string): Promise<number> =>
      (JSON.parse((await run(folder, ...welcome, "--format", "json")).out) as SubmissionVerdict).seed;
    expect(await seedOf(stubs)).not.toBe(await seedOf(join(root, "solutions")));
  });

  test("grades the others where one cannot be graded, and then ends with 3", async () => {
    const { code, out, err } = await run("/no/such/folder", stubs, join(root, "solutions"), ...welcome);
    expect(code).toBe(3);
    expect(err).toBe("folder could not be graded: it does not exist: give a folder, an archive, an exercise file or a notebook\n");
    expect(out.trimEnd().split("\n").slice(-3)).toEqual([
      "folder     not graded", expect.stringMatching(/^exercises {2}0\/\d+$/), expect.stringMatching(/^solutions {2}(\d+)\/\1$/),
    ]);
  });

  test.each([
    ["no submission", [], "exit 2", /missing required argument/],
    ["an unknown lesson", [".", "--lesson", "99"], 2, /no exercises for lesson "99"/],
    ["an unknown format", [".", "--format", "json,pdf"], "exit 2", /no format "pdf": there are terminal, json/],
    ["an unknown isolation", [".", "--require-isolation", "vault"], "exit 2", /Allowed choices are container, bubblewrap, process/],
    ["a course that is not there", [".", "--course", "/no/such.yaml"], 2, /such\.yaml cannot be read/],
    ["a time that is none", [".", "--timeout", "soon"], "exit 2", /give seconds from 0\.1 to 600/],
    ["several formats on one output", [".", "--format", "json,html"], 2, /several formats need a folder: .* --out/],
    ["a format that is not for here", [".", "--format", "classroom50"], 2, /classroom50's runner sets CLASSROOM, /],
    ["a roster that is not there", [".", "--roster", "/no/such.csv"], 2, /such\.csv cannot be read/],
    ["several submissions on one output", [".", "..", "--format", "json"], 2, /needs a folder: --out/],
    ["a folder that cannot be made", [stubs, ...welcome, "--out", "/dev/null/results"], 2, /could not be written/],
  ])("ends with 2 for %s", async (_, args, code, message) => {
    const result = await run(...args);
    expect(result.code).toBe(code);
    expect(result.err).toMatch(message);
  });
});
