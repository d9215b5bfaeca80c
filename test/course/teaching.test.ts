import { parse } from "csv-parse/sync";
import { execa } from "execa";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { readCourse } from "../../course/edition/course";
import { findLeaks, teacherSecrets } from "../../course/edition/leaks";
import { root } from "../../course/setup/paths";
import { expectedOfTen, writeTen } from "./tenSubmissions";

/** A block of docs/teaching.md: commands for a shell, or a file that the reader writes. */
interface Block {
  kind: string;
  file: string | null;
  text: string;
}

function blocks(markdown: string): Block[] {
  return [...markdown.matchAll(/^```(\w+)(?: (\S+))?\n([\s\S]*?)^```$/gm)]
    .map(([, kind, file = null, text]) => ({ kind, file, text }));
}

/** As a teacher reads it: from the top, each file written and each command typed where it stands. */
describe("docs/teaching.md", () => {
  const teacher = realpathSync(mkdtempSync(join(tmpdir(), "teacher-")));
  const here = (path: string): string => join(teacher, "my-course", path);
  const steps = blocks(readFileSync(join(root, "docs", "teaching.md"), "utf8"));
  const commands = steps.filter(({ kind }) => kind === "sh").flatMap(({ text }) => text.trim().split("\n"));

  /** A command as it stands there, but typed in another folder, so that nothing of the teacher's lies in the course. */
  async function type(command: string): Promise<string> {
    const own = command.replace(/^npm run (\w+) --/, `"${process.execPath}" "${join(root, "course", "bootstrap.mjs")}" $1`);
    expect(own, "is a command of the course").not.toBe(command);
    const { all, exitCode } = await execa(own, {
      shell: true, cwd: teacher, env: { INIT_CWD: teacher }, all: true, reject: false,
    });
    return `${all}\nended with ${exitCode}`;
  }

  const said = new Map<string, string>();
  beforeAll(async () => {
    mkdirSync(here("submissions"), { recursive: true });
    await writeTen(here("submissions"));
    for (const { kind, file, text } of steps) {
      if (file) {
        mkdirSync(dirname(join(teacher, file)), { recursive: true });
        writeFileSync(join(teacher, file), text);
      } else if (kind === "sh") {
        for (const command of text.trim().split("\n")) said.set(command, await type(command));
      }
    }
  }, 300_000);

  test("has commands for every step, and files to write", () => {
    const names = commands.map((command) => /^npm run (\w+)/.exec(command)?.[1]);
    expect(new Set(names)).toEqual(new Set(["new", "verify", "assemble", "grade", "similarity"]));
    expect(steps.filter(({ file }) => file).map(({ file }) => file)).toContain("my-course/course.yaml");
  });

  test.each(commands)("%s does what is said there", (command) => {
    // Two of the ten submissions can't be graded: that is what 3 says.
    expect(said.get(command)).toMatch(/^npm run (grade|similarity)/.test(command) ? /ended with 3$/ : /ended with 0$/);
  });

  test("hands out an edition in which nothing is that learners may not see", async () => {
    expect(readdirSync(here("handout/student"))).toEqual(expect.arrayContaining(["README.md", "exercises", "notebooks"]));
    const course = readCourse(here("course.yaml"));
    expect(teacherSecrets(course).some(({ text }) => text.includes("a long text"))).toBe(true);
    const leaks = await findLeaks(here("handout/student"), teacherSecrets(course));
    expect(leaks.map(({ where, secret: { kind, file }, excerpt }) => [where, kind, file, excerpt])).toEqual([]);
  }, 120_000);

  test("grades ten submissions as it says: points as they are given, one decision of the teacher's beside them", () => {
    const rows = parse(readFileSync(here("results/gradebook.csv"), "utf8"), { columns: true }) as Record<string, string>[];
    expect(rows.map(({ learner }) => learner).sort()).toEqual(Object.keys(expectedOfTen).sort());
    for (const { learner, status } of rows) {
      expect(status.startsWith("not graded")).toBe(expectedOfTen[learner] === null);
      expect(existsSync(here(`results/${learner}/report.html`))).toBe(true);
    }
    const perfect = rows.find(({ learner }) => learner === "perfect")!;
    expect(perfect["05-attention/scaledDotProductAttention [20]"]).toBe("20");
    expect(perfect.overrides).toContain("copied from the blackboard; Ms Lee, 2026-11-21");
    expect(Number(perfect.graded) - Number(perfect.awarded)).toBe(expectedOfTen.perfect!.softmax - 1);
    expect(perfect.course).toBe("A GPT in four weeks, 2026-autumn");
    const copy = readdirSync(here("similarity"), { recursive: true }) as string[];
    expect(copy.some((path) => path.includes("perfect"))).toBe(true);
  });
});
