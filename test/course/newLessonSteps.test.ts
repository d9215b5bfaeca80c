import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { newLessonSteps } from "../../course/edition/newLessonSteps";

let folder: string;
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), "byhand-steps-")); });
afterEach(() => rmSync(folder, { recursive: true }));

const both = "`own: lessons`, and \"20-our-texts\" among a week's lessons";

it.each([
  ["there is none", null, `In course.yaml (docs/teaching.md has one to start from) write ${both}; then `],
  ["nothing is there", "title: Ours\n", `In course.yaml write ${both}; then `],
  ["only the folder is there", "own: ./lessons\nweeks: [{ title: One, lessons: [00, 5] }]\n",
    "In course.yaml write \"20-our-texts\" among a week's lessons; then "],
  ["only the lesson is there", "weeks: [{ title: One, lessons: [20-our-texts] }]\n", "In course.yaml write `own: lessons`; then "],
  ["another folder is there", "own: others\nweeks: [{ title: One, lessons: [20] }]\n", "In course.yaml write `own: lessons`; then "],
  ["all is there", "own: lessons\nweeks: [{ title: One, lessons: [00] }, { title: Two, lessons: [20-our-texts] }]\n",
    "It stands in course.yaml already: "],
  ["all is there, by number", "own: lessons\nweeks: [{ title: One, lessons: [20] }]\n", "It stands in course.yaml already: "],
  ["it is not finished", "own: [\nweeks: - 3", `In course.yaml write ${both}; then `],
  ["it names what is not there", "own: *lessons\n", `In course.yaml write ${both}; then `],
  ["it is something else", "- 20\n", `In course.yaml write ${both}; then `],
])("what to write into a course.yaml is said only where it is missing: %s", (_, text, said) => {
  if (text !== null) writeFileSync(join(folder, "course.yaml"), text);
  const steps = newLessonSteps("20-our-texts", { home: join(folder, "lessons"), caller: folder });
  expect(steps.split("\n")[1]).toBe(`${said}\`npm run verify -- course.yaml\` proves that it works.`);
});
