import { execFileSync, spawnSync } from "node:child_process";
import {
  copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readCourse } from "../../course/edition/course";
import { gradescopeZip } from "../../course/edition/gradescopeZip";
import { environmentPython, root } from "../../course/setup/paths";
import { freshCopy, teachersFolder } from "./editionSample";
import { schemaErrors } from "./validResults";

interface Result {
  score: number;
  output: string;
  tests: { name: string; score: number; max_score: number; output: string }[];
  extra_data: { isolation: string; course: { version: string } };
}

const bash = spawnSync("bash", ["--version"]).error === undefined;

describe.skipIf(!bash)("the Gradescope autograder (where there is bash)", () => {
  const work = mkdtempSync(join(tmpdir(), "gradescope-"));
  const place = join(work, "autograder"); // Gradescope's /autograder
  const source = join(place, "source");
  const unpacked = join(work, "unpacked");
  const results = join(place, "results", "results.json");
  const environment = { ...process.env, AUTOGRADER_ROOT: place };
  const autograde = (files: Record<string, string>): Result => {
    rmSync(join(place, "submission"), { recursive: true, force: true });
    mkdirSync(join(place, "submission"));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(place, "submission", name), text);
    execFileSync("bash", [join(place, "run_autograder")], { env: environment, stdio: "pipe" });
    return JSON.parse(readFileSync(results, "utf8")) as Result;
  };
  const solution = readFileSync(join(root, "solutions", "05-attention.ts"), "utf8");
  const all: string[] = [];

  beforeAll(async () => {
    const course = readCourse(await teachersFolder(join(work, "teacher")));
    mkdirSync(work, { recursive: true });
    await gradescopeZip.write(course, work);
    execFileSync(environmentPython, ["-m", "zipfile", "-e", join(work, "gradescope.zip"), unpacked]);
    all.push(...readdirSync(unpacked, { recursive: true }).map(String));
    // As Gradescope lays it out; packages come from here instead of from the network.
    freshCopy(join(unpacked, "grader"), join(source, "grader"));
    for (const file of ["setup.sh", "run_autograder"]) copyFileSync(join(unpacked, file), join(source, file));
    mkdirSync(join(place, "results"), { recursive: true });
    cpSync(join(source, "run_autograder"), join(place, "run_autograder"));
    execFileSync("bash", [join(source, "setup.sh")], { env: environment, stdio: "pipe" });
  }, 300_000);
  afterAll(() => rmSync(work, { recursive: true, force: true }));

  test("holds the grader and each lesson's checks, but no solution, no notebook and no test", () => {
    const lesson = join("grader", "test", "exercises", "20-our-texts.lesson.cjs");
    expect(all).toEqual(expect.arrayContaining(["setup.sh", "run_autograder", lesson]));
    const makers = /solutions|notebooks.*(src|ipynb)|mistakes|\.checks\.|\.hidden\.|\.test\./;
    expect(all.filter((file) => makers.test(file))).toEqual([]);
    const library = join("grader", "lib"); // that has what learners write, in its own words
    const texts = all.filter((file) => !file.startsWith(library)).map((file) => join(unpacked, file))
      .filter((file) => statSync(file).isFile()).map((file) => readFileSync(file, "utf8"));
    const answers = [...solution.matchAll(/BEGIN SOLUTION([\s\S]*?)END SOLUTION/g)]
      .flatMap(([, body]) => body.split("\n").filter((line) => !/STUB/.test(line)).map((line) => line.trim())
        .filter((line) => line.length > 60));
    expect(answers.length).toBeGreaterThan(3);
    for (const answer of answers) expect(texts.some((text) => text.includes(answer))).toBe(false);
  });

  test("has tried the isolation when it was set up, and then is its owner's alone", () => {
    const { tier } = JSON.parse(readFileSync(join(source, "tried.json"), "utf8")) as { tier: string };
    expect(["container", "bubblewrap", "process"]).toContain(tier);
    expect(statSync(join(source, "grader", "test", "exercises")).mode & 0o077).toBe(0);
  });

  test("grades a submission with hidden checks and the teacher's points, in the form that Gradescope takes", () => {
    const result = autograde({ "05-attention.ts": solution });
    expect(schemaErrors("gradescope", result)).toBeNull();
    const mask = result.tests.filter(({ name }) => name.includes("05-attention causalMask: "));
    expect(mask.reduce((sum, each) => sum + each.max_score, 0)).toBe(12);
    expect(mask.some(({ name }) => name.includes("hidden check"))).toBe(true);
    const ofLesson = result.tests.filter(({ name }) => name.startsWith("05-attention"));
    for (const each of ofLesson) expect(each.score).toBe(each.max_score);
    const isolation = expect.any(String) as string;
    expect(result.extra_data).toMatchObject({ course: { version: "2026-autumn" }, isolation });
    expect(readdirSync(join(place, "results"))).toEqual(["results.json"]);
  });

  test("tells learners nothing of hidden checks but their points", () => {
    autograde({ "05-attention.ts": solution.replace("tf.greaterEqual(", "tf.greater(") });
    expect(readFileSync(results, "utf8")).not.toContain("quiet otters");
  });

  test("lets no learner's code read the checks", () => {
    const checks = join(source, "grader", "test", "exercises", "05-attention.lesson.cjs");
    expect(existsSync(checks)).toBe(true);
    const spy = `export function causalMask(n: number) {
      const fs = (globalThis as any).process?.mainModule?.require?.("fs");
      throw new Error(String(fs.readFileSync(${JSON.stringify(checks)})));
    }`;
    expect(autograde({ "05-attention.ts": spy }).score).toBe(0);
    expect(readFileSync(results, "utf8")).not.toMatch(/quiet otters|function\(|valueCheck/);
  });

  test("gives a result that says why where nothing could be graded", () => {
    const result = autograde({ "essay.txt": "Dear teacher" });
    expect(schemaErrors("gradescope", result)).toBeNull();
    const output = expect.stringMatching(/^Not graded: it holds no exercise file/) as string;
    expect(result).toMatchObject({ score: 0, output });
  });

  test("fails aloud, and leaves no result of an earlier submission, where the grader itself cannot run", () => {
    rmSync(results);
    const nowhere = { ...environment, AUTOGRADER_ROOT: join(work, "nowhere") };
    const broken = spawnSync("bash", [join(place, "run_autograder")], { env: nowhere });
    expect(broken.status).not.toBe(0);
    expect(existsSync(results)).toBe(false);
  });
});
