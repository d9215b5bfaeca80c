import { useEngine } from "byhand";
import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { checks, solutions, spoiledLesson } from "./spoiledLesson";

beforeAll(() => useEngine("cpu"));
const { courseFile, lessonFile, change, ownCourse, verified } = spoiledLesson();

describe("a course with a file that lacks something is refused, with the file, the field and what it must be:", () => {
  const policy = "  imports: [\"@tensorflow/tfjs-core\"],\n";
  it.each([
    ["imports", checks, policy, "", /20-our-texts\.checks\.ts: `policy\.imports` is missing: it must be an array of strings/],
    ["a word as imports", checks, policy, "imports: \"byhand\",\n", /`policy\.imports` is "byhand": it must be an array/],
    ["policy", checks, "export const policy", "const rules", /`policy` is missing: it must be an object, such as/],
    ["reasons", checks, "{ bincount: \"count with tf.oneHot\" }", "[\"bincount\"]", /`policy\.forbidden` is \["bincount"\]/],
    ["needs", checks, "[\"00-welcome\"]", "\"00-welcome\"", /`needs` is "00-welcome": it must be an array of lessons/],
    ["checks", checks, "export const checks", "const others", /`checks` is missing: it must be an object with an array/],
    ["a list", checks, "tokenShares: [", "more: 1, tokenShares: [", /`checks\.more` is 1: it must be an array of checks/],
    ["points", checks, "points: 1,", "", /`checks\.tokenShares\[0\]\.points` is missing: it must be a number/],
    ["a run", checks, "tokenShares: [", "tokenShares: [{ name: \"a\", points: 1 },", /`checks\.tokenShares\[0\]\.run` is missing/],
    ["notes", solutions, "export const exercises", "const notes", /solutions.20-our-texts\.ts: `exercises` is missing/],
    ["hints", solutions, "hints: [", "tips: [", /`exercises\.tokenShares\.hints` is missing: it must be an array of three/],
    ["an answer", solutions, ", answer: mistakes.counts", "", /`exercises\.tokenShares\.wrong\.counts` is \{.*: it must be \{ because/],
  ])("%s", (_, file, from, to, message) => {
    change(file, from, to);
    expect(ownCourse).toThrow(message);
  });

  it("but nothing need be forbidden", async () => {
    change(checks, "  forbidden: { bincount: \"count with tf.oneHot\" },\n", "");
    expect(ownCourse().lessons[0].policy).toEqual({ imports: ["@tensorflow/tfjs-core"], forbidden: {} });
    expect(await verified()).toEqual([]);
  });

  const hidden = "import { type Check } from \"byhand-course\";\nexport const hidden: Record<string, Check[]> = {};\n";

  it.each([
    ["20-reading", "lessons/test/exercises"], ["05-attention", "lessons/test/exercises"], ["20-reading", "secret"],
  ])("hidden checks for %s in %s, where no such lesson is", (name, place) => {
    mkdirSync(courseFile("secret"));
    appendFileSync(courseFile("course.yaml"), "hidden: secret\n");
    writeFileSync(courseFile("secret/05-attention.hidden.ts"), hidden); // a lesson of ours
    expect(ownCourse).not.toThrow();
    writeFileSync(courseFile(`${place}/${name}.hidden.ts`), hidden);
    expect(ownCourse).toThrow(`${name}.hidden.ts has hidden checks for no lesson`);
    expect(ownCourse).toThrow(/There are .*20-our-texts$/);
  });

  it("hidden checks that are not exported as `hidden`", () => {
    writeFileSync(lessonFile("test/exercises/20-our-texts.hidden.ts"), hidden.replace("hidden:", "secret:"));
    expect(ownCourse).toThrow(/20-our-texts\.hidden\.ts: `hidden` is missing/);
  });
});
