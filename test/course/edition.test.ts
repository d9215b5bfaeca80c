import { execa } from "execa";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { assemble } from "../../course/edition/assemble";
import { type Course, readCourse } from "../../course/edition/course";
import { readCourseFile } from "../../course/edition/courseFile";
import { findLeaks, teacherSecrets } from "../../course/edition/leaks";
import { writeNewLesson } from "../../course/edition/newLesson";
import { editionFiles, readSeal } from "../../course/edition/seal";
import { learnersCommands } from "../../course/edition/studentFiles";
import { withoutDeadLinks } from "../../course/edition/studentLessons";
import { loadLesson } from "../../course/exercises/lessons";
import { originalStub } from "../../course/exercises/originalStub";
import type { Check } from "../../course/exercises/types";
import { joined, type NotebookFile, PLOTLY } from "../../course/notebooks/notebookFile";
import { root } from "../../course/setup/paths";
import { teachersFolder } from "./editionSample";

const scratch = mkdtempSync(join(tmpdir(), "byhand-edition-"));
const out = join(scratch, "handout");
const student = join(out, "student");
let course: Course;

beforeAll(async () => {
  course = readCourse(await teachersFolder(join(scratch, "teacher")));
  await assemble(course, { out });
}, 300_000);
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const text = (file: string): string => readFileSync(join(student, file), "utf8");
const json = <T>(file: string): T => JSON.parse(text(file)) as T;
const lessons = ["00-welcome", "05-attention", "06-transformer-block", "20-our-texts"];

describe("a student edition", () => {
  it("has the chosen lessons and the teacher's own, and no others", () => {
    const named = (pattern: RegExp): string[] => editionFiles(student).flatMap((file) => pattern.exec(file)?.[1] ?? []);
    for (const pattern of [/^exercises\/(\d.*)\.ts$/, /^exercises\/\.original\/(\d.*)\.ts$/, /^notebooks\/(\d.*)\.ipynb$/,
      /^notebooks\/src\/(\d.*)\.ts$/, /^test\/exercises\/(\d.*)\.lesson\.cjs$/]) expect(named(pattern)).toEqual(lessons);
  });

  it("has no solutions, no written checks, and no text of either in any file", async () => {
    expect(editionFiles(student).filter((file) => /(^|\/)solutions\/|\.(checks|hidden|mistakes|messages|symptoms)\./.test(file))).toEqual([]);
    const secrets = teacherSecrets(course);
    expect(secrets.length).toBeGreaterThan(30);
    expect((await findLeaks(student, secrets)).map(({ where, excerpt }) => `${where}: ${excerpt}`)).toEqual([]);
    for (const file of editionFiles(student)) expect(text(file), file).not.toContain("seventeen quiet otters");
  }, 300_000);

  it("would be found out with a solution in a notebook, or a hidden check in a bundle", async () => {
    const folder = join(scratch, "leaky");
    mkdirSync(folder);
    const solution = readFileSync(join(root, "solutions", "05-attention.ts"), "utf8");
    writeFileSync(join(folder, "a.json"), JSON.stringify({ source: solution.slice(2000, 4000).split("\n") }));
    writeFileSync(join(folder, "b.cjs"), 'x=[c("the seventeen quiet otters of week two",{points:1})]');
    const where = (await findLeaks(folder, teacherSecrets(course))).map((leak) => leak.where.slice(0, 6));
    expect(new Set(where)).toEqual(new Set(["a.json", "b.cjs"].map((name) => name.slice(0, 6))));
  });

  it("has the stubs twice: one to write in, one to go back to", () => {
    for (const { lesson, home } of course.lessons) {
      expect(text(`exercises/${lesson}.ts`)).toBe(originalStub(lesson, { home }));
      expect(text(`exercises/.original/${lesson}.ts`)).toBe(originalStub(lesson, { home }));
    }
  });

  it("has the public checks with the course's points, the hints, and nothing of hidden checks but their points", () => {
    for (const lesson of course.lessons) {
      const built = loadLesson(lesson.lesson, { home: student, hidden: true });
      expect([built.needs, built.version, built.policy]).toEqual([lesson.needs, lesson.version, lesson.policy]);
      const open = (checks: Check[]): unknown => checks.filter(({ hidden }) => !hidden).map(({ name, points }) => [name, points]);
      const said = (exercises: typeof built.exercises): unknown => exercises.map(({ name, hints, part, hiddenPoints, checks }) =>
        ({ name, hints, part, hiddenPoints, checks: open(checks) }));
      expect(said(built.exercises)).toEqual(said(lesson.exercises));
      expect(built.exercises.map(({ wrong }) => wrong)).toEqual(built.exercises.map(() => ({})));
    }
    const mask = loadLesson("05-attention", { home: student }).exercises.find(({ name }) => name === "causalMask")!;
    expect(mask.checks.reduce((sum, { points }) => sum + points, 0) + mask.hiddenPoints).toBe(12);
  });

  it("keeps the notebooks' outputs and pictures, and has no link to what is not there", () => {
    const figures = (file: string): number => (JSON.parse(file) as NotebookFile).cells.flatMap(({ outputs = [] }) => outputs)
      .filter(({ data }) => data?.[PLOTLY] && data["image/png"]).length;
    for (const lesson of lessons.slice(0, 3)) {
      const ours = readFileSync(join(root, "notebooks", `${lesson}.ipynb`), "utf8");
      expect(figures(text(`notebooks/${lesson}.ipynb`))).toBe(figures(ours));
    }
    for (const file of editionFiles(student).filter((name) => /\.ipynb$|^README\.md$/.test(name))) {
      const prose = file.endsWith(".md") ? text(file) : json<NotebookFile>(file).cells
        .filter(({ cell_type }) => cell_type === "markdown").map(({ source }) => joined(source)).join("\n");
      const links = [...prose.matchAll(/\]\((?!https?:|#)([^)\s]+)\)/g)].map(([, link]) => link!.replace(/#.*/, ""));
      const dead = links.filter((link) => !existsSync(join(student, dirname(file), link)));
      expect(dead, file).toEqual([]);
    }
    expect(text("notebooks/src/06-transformer-block.ts")).not.toContain("07-mini-gpt.ipynb");
  });

  it("is called as the teacher calls it, and says which version it is", () => {
    expect(text("README.md")).toMatch(/^# A GPT in four weeks\n/);
    for (const words of ["npm start", "npm test", "1 · Tensors and a first model", "4 · Our own texts", "**2026-autumn**",
      "[20 · Our texts](notebooks/20-our-texts.ipynb)", "`tokenShares`", "`causalMask`"]) expect(text("README.md")).toContain(words);
    const { title, version } = readCourseFile(join(student, "course.yaml"));
    expect([title, version]).toEqual(["A GPT in four weeks", "2026-autumn"]);
    expect(readSeal(student)).toMatchObject({ title: "A GPT in four weeks", version: "2026-autumn", history: [] });
  });

  it("has learners' commands only, and of the packages only what its sources name", () => {
    const { scripts, devDependencies } = json<Record<string, Record<string, string>>>("package.json");
    expect(Object.keys(scripts!).sort()).toEqual([...learnersCommands].sort());
    for (const name of learnersCommands) expect(existsSync(join(student, "course", "commands", `${name}.ts`))).toBe(true);
    expect(Object.keys(devDependencies!)).not.toContain("eslint");
    const { packages } = json<{ packages: Record<string, { dependencies?: Record<string, string> }> }>("package-lock.json");
    expect(packages["course"]!.dependencies).toEqual(json<{ dependencies: object }>("course/package.json").dependencies);
    expect(Object.keys(packages).filter((name) => /playwright|eslint/.test(name))).toEqual([]);
  });

  it("names no path of this machine", () => {
    for (const file of editionFiles(student)) {
      expect(text(file).includes(root) || text(file).includes(scratch), file).toBe(false);
    }
  });
});

describe("assembling again", () => {
  it("gives the same bytes, and takes the place of what it made before", async () => {
    const before = readFileSync(join(out, "assembled.json"), "utf8");
    await assemble(course, { out });
    expect(readFileSync(join(out, "assembled.json"), "utf8")).toBe(before);
  }, 300_000);

  it("refuses a folder in which something would be lost, before any work", async () => {
    const full = join(scratch, "full");
    mkdirSync(full);
    writeFileSync(join(full, "grades.csv"), "mine");
    await expect(assemble(course, { out: full })).rejects.toThrow(/full is not empty, and was not made by assemble/);
    const mine = join(student, "exercises", "00-welcome.ts");
    const before = readFileSync(mine, "utf8");
    writeFileSync(mine, "// I tried it");
    await expect(assemble(course, { out })).rejects.toThrow(/00-welcome\.ts was added or changed after .*handout was assembled/);
    expect(readFileSync(mine, "utf8")).toBe("// I tried it");
    writeFileSync(mine, before);
  });

  it("leaves nothing behind where a product fails", async () => {
    const broken = { ...course, lessons: [{ ...course.lessons[0]!, home: join(scratch, "nowhere") }] };
    await expect(assemble(broken, { out: join(scratch, "never") })).rejects.toThrow();
    expect(existsSync(join(scratch, "never"))).toBe(false);
  });
});

describe("npm run assemble", () => {
  const type = (file: string): Promise<{ exitCode?: number; all?: string }> => execa(process.execPath,
    [join(root, "course", "bootstrap.mjs"), "assemble", file, "--out", "handed-out"],
    { cwd: root, env: { INIT_CWD: join(scratch, "unsound") }, all: true, reject: false });

  it("hands out no course that is not sound, and says what to mend", async () => {
    const folder = join(scratch, "unsound");
    await writeNewLesson("20-our-texts", join(folder, "lessons"));
    const solution = join(folder, "lessons", "solutions", "20-our-texts.ts");
    writeFileSync(solution, readFileSync(solution, "utf8").replace("return tf.mean(places, 0)", "return tf.sum(places, 0)"));
    const weeks = "weeks: [{ title: Ours, lessons: [20-our-texts] }]";
    writeFileSync(join(folder, "course.yaml"), `title: Ours\nversion: 1\nown: lessons\n${weeks}\n`);
    const { exitCode, all } = await type("course.yaml");
    expect(exitCode).toBe(1);
    expect(all).toMatch(/✗ .*20-our-texts\.ts, tokenShares: .*\n[^]*is not sound[^]*Nothing was assembled/);
    expect(existsSync(join(folder, "handed-out"))).toBe(false);
  }, 300_000);

  it("refuses a course.yaml that can't be used, with its line", async () => {
    writeFileSync(join(scratch, "unsound", "wrong.yaml"), "title: Ours\nweeks: [\n");
    const { exitCode, all } = await type("wrong.yaml");
    expect(exitCode).toBe(1);
    expect(all).toMatch(/wrong\.yaml, line \d: this is no YAML/);
    expect(all).not.toMatch(/\n\s+at /);
  }, 60_000);
});

describe("links to lessons that an edition has not", () => {
  const source = "// See [05 · Attention](05-attention.ipynb) and [lib](../lib/a.ts).\n// - Next: [06](06-block.ipynb), where.\n// Bye\n";

  it("go, with the line that says where to go next; their words stay", () => {
    expect(withoutDeadLinks(source, [])).toBe("// See 05 · Attention and [lib](../lib/a.ts).\n// Bye\n");
  });

  it("stay where the lesson is there", () => {
    expect(withoutDeadLinks(source, ["05-attention", "06-block"])).toBe(source);
  });
});
