import { releaseEngine, useEngine } from "byhand";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ts from "typescript";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { readCourse } from "../../course/edition/course";
import { writeNewLesson } from "../../course/edition/newLesson";
import { inProcessHandle } from "../../course/exercises/handle";
import { judgeFile } from "../../course/exercises/judge";
import { loadLesson } from "../../course/exercises/lessons";
import { originalStub } from "../../course/exercises/originalStub";
import { runExercise } from "../../course/exercises/runner";

let home: string;
beforeAll(() => useEngine("cpu"));
afterAll(() => releaseEngine());
beforeEach(() => { home = mkdtempSync(join(tmpdir(), "byhand-own-")); });
afterEach(() => rmSync(home, { recursive: true, force: true }));

const text = (file: string): string => readFileSync(join(home, file), "utf8");

describe("npm run new", () => {
  it("writes a lesson that is whole: its stub fails, its solution passes, its wrong answers get their messages", async () => {
    await writeNewLesson("21-news-of-today", home);
    const lesson = loadLesson("21-news-of-today", { home, hidden: true });
    expect(lesson.needs).toEqual(["00-welcome"]);
    const [exercise] = lesson.exercises;
    expect(lesson.exercises).toHaveLength(1);
    const stubs = join(home, "stubs");
    mkdirSync(stubs);
    writeFileSync(join(stubs, "21-news-of-today.ts"), originalStub("21-news-of-today", { home }));
    expect((await judgeFile(exercise, lesson, { folder: stubs })).verdict.status).toBe("notWritten");
    expect((await judgeFile(exercise, lesson, { folder: join(home, "solutions") })).verdict)
      .toMatchObject({ status: "passed", earned: 4, points: 4 });
    for (const [name, { answer, message }] of Object.entries(exercise.wrong)) {
      const { earned, checks } = await runExercise(exercise, inProcessHandle(name, answer));
      expect(earned, name).toBeLessThan(4);
      expect(checks.map((check) => check.message ?? "").join("\n")).toContain(message);
    }
    const partly = await runExercise(exercise, inProcessHandle("partly", exercise.wrong["overVocabulary"].answer));
    expect(partly.earned).toBeGreaterThan(0);
  });

  it("gives it its own number, name and title, and says nothing of the answer to learners", async () => {
    const files = await writeNewLesson("21-news-of-today", home);
    expect(files).toEqual(["notebooks/src/21-news-of-today.ts", "solutions/21-news-of-today.ts",
      "test/exercises/21-news-of-today.checks.ts", "test/exercises/21-news-of-today.mistakes.ts"]);
    for (const file of files) expect(text(file)).not.toMatch(/our-texts|Our texts|Lesson 20|# 20/);
    expect(text(files[0])).toContain("# 21 · News of today");
    expect(originalStub("21-news-of-today", { home })).not.toMatch(/oneHot\(|BEGIN|mistakes/);
  });

  it("imports the course's packages and files beside it, nothing else", async () => {
    for (const file of await writeNewLesson("20-our-texts", home)) {
      for (const { fileName } of ts.preProcessFile(text(file), true, true).importedFiles) {
        expect(fileName).toMatch(/^(byhand|byhand-course|@tensorflow\/tfjs-core|\.{1,2}\/[\w./-]+)$/);
        expect(fileName).not.toMatch(/\.\.\/(course|lib)/);
      }
    }
  });

  it("writes a second one whose exercise has another name, so that both can be in one course", async () => {
    await writeNewLesson("20-our-texts", home);
    await writeNewLesson("21-more", home);
    writeFileSync(join(home, "course.yaml"),
      "title: Ours\nversion: 1\nown: .\nweeks: [{ title: All, lessons: [20, 21-more] }]\npoints: { tokenShares21: 20 }\n");
    const { lessons } = readCourse(join(home, "course.yaml"));
    expect(lessons.map(({ lesson }) => lesson)).toEqual(["00-welcome", "20-our-texts", "21-more"]);
    const points = lessons[2].exercises[0].checks.map((check) => check.points);
    expect(points.reduce((sum, each) => sum + each)).toBe(20);
  });

  it.each([
    ["texts", /two digits and words with - between, such as 20-our-texts/],
    ["20", /two digits and words/],
    ["20_our_texts", /two digits and words/],
    ["../20-out", /two digits and words/],
    ["05-ours", /05-attention has the number 05 already/],
  ])("refuses the name %j with what to do, and writes nothing", async (name, message) => {
    await expect(writeNewLesson(name, join(home, "deep"))).rejects.toThrow(message);
    expect(existsSync(join(home, "deep"))).toBe(false);
  });

  it("never writes over what is there", async () => {
    mkdirSync(join(home, "solutions"));
    writeFileSync(join(home, "solutions", "20-our-texts.ts"), "// mine");
    await expect(writeNewLesson("20-our-texts", home)).rejects.toThrow(/20-our-texts\.ts is there already/);
    expect(text("solutions/20-our-texts.ts")).toBe("// mine");
    expect(existsSync(join(home, "notebooks"))).toBe(false);
  });
});
