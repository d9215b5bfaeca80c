import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { assemble } from "../../course/edition/assemble";
import { type Course, readCourse } from "../../course/edition/course";
import { readSeal } from "../../course/edition/seal";
import type { SubmissionVerdict } from "../../course/grader/submissionVerdict";
import { courseFile, freshCopy, teachersFolder } from "./editionSample";

const scratch = mkdtempSync(join(tmpdir(), "byhand-starts-"));
const here = join(scratch, "learner");
const teacher = join(scratch, "teacher");

beforeAll(async () => {
  await teachersFolder(teacher);
  await assemble(weeksOf(courseFile("2026-autumn").replace(/.*\n.*"06".*\n/, "")), { out: join(scratch, "first") });
  freshCopy(join(scratch, "first", "student"), here);
}, 300_000);
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function weeksOf(text: string): Course {
  writeFileSync(join(teacher, "course.yaml"), text);
  return readCourse(join(teacher, "course.yaml"));
}

/** A command as the README has it, in the edition alone: nothing of this course is named to it. */
async function npm(...args: string[]): Promise<{ code: number; said: string }> {
  const ofThisRun = /^(npm_|BYHAND_|VITEST|INIT_CWD|NODE_)/;
  const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !ofThisRun.test(name)));
  const options = { cwd: here, env: environment, maxBuffer: 2 ** 26 };
  return promisify(execFile)("npm", args, options).then(
    ({ stdout, stderr }) => ({ code: 0, said: stdout + stderr }),
    ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({ code, said: stdout + stderr }),
  );
}

const learners = {
  stub: /throw new Error\("TODO: write splitHeads"\);/,
  written: "const [b,t,h] = x.shape;   // mine\n  return tf.transpose(tf.reshape(x, [b, t!, heads, h! / heads]), [0, 2, 1, 3]) as tf.Tensor4D;",
};
const file = join(here, "exercises", "05-attention.ts");

it("starts and passes its tests with the two commands of its README", async () => {
  const start = await npm("start", "--", "--prepare");
  expect(start.said).toContain("The course is ready");
  expect(start.code).toBe(0);
  const test = await npm("test");
  expect(test.said).toMatch(/^\d+ passed, 0 failed/m);
  expect(test.code).toBe(0);
}, 900_000);

it("checks, grades with the version in the result, and takes a newer version in with the learner's work kept", async () => {
  writeFileSync(file, readFileSync(file, "utf8").replace(learners.stub, learners.written));
  const written = readFileSync(file, "utf8");
  expect(written).toContain("// mine");
  expect((await npm("run", "check", "--", "05")).said).toContain("✓ splitHeads: passed");
  expect(await gradedVersion()).toEqual(["2026-autumn", "splitHeads"]);

  await assemble(weeksOf(courseFile("2026-winter")), { out: join(scratch, "second") });
  const update = await npm("run", "update", "--", join(scratch, "second", "student"));
  expect(update.said).toContain("updated from version 2026-autumn to 2026-winter");
  expect(readFileSync(file, "utf8")).toBe(written);
  expect(readSeal(here)).toMatchObject({ version: "2026-winter", history: [{ version: "2026-autumn" }] });
  expect((await npm("run", "check", "--", "06")).said).toContain("not written yet");
  expect(await gradedVersion()).toEqual(["2026-winter", "splitHeads"]);
}, 900_000);

/** The version in the result of grading the learner's own folder, and what passed. */
async function gradedVersion(): Promise<(string | undefined)[]> {
  const out = join(scratch, "graded");
  const { said } = await npm("run", "grade", "--", ".", "--lesson", "05", "--format", "json", "--out", out);
  const verdict = JSON.parse(readFileSync(join(out, "learner", "verdict.json"), "utf8")) as SubmissionVerdict;
  expect(verdict.problem, said).toBeNull();
  const passed = verdict.lessons.flatMap(({ exercises }) => exercises).filter(({ earned, points }) => earned === points);
  return [verdict.course.version, ...passed.map(({ name }) => name)];
}
