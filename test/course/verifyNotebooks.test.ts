import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readCourse, thisCourse } from "../../course/edition/course";
import { lessonNames } from "../../course/exercises/lessons";
import { notebookProblems } from "../../course/verify/notebooks";
import { verifyWhole } from "../../course/verify/verifyCourse";
import { notebook, spoiledLesson } from "./spoiledLesson";

const { courseFile, lessonFile, change, ownCourse } = spoiledLesson();

describe("verify reads the cells of a notebook:", () => {
  /** The number of the line that holds a text. */
  const lineOf = (text: string): number =>
    readFileSync(lessonFile(notebook), "utf8").split("\n").findIndex((line) => line.includes(text)) + 1;
  const found = async (): Promise<string[]> =>
    (await verifyWhole(ownCourse())).map(({ severity, file, message }) => `${severity} ${file}: ${message}`);
  const at = (text: string): string => `failure ${lessonFile(notebook)}:${lineOf(text)}: `;

  it("ours have nothing that is wrong", () => {
    expect(notebookProblems(thisCourse())).toEqual([]);
  });

  it.each(lessonNames())("a course of %s alone has all the exercises that its notebooks name", (name) => {
    writeFileSync(courseFile("course.yaml"), `title: One\nversion: 1\nweeks: [{ title: One, lessons: [${name}] }]\n`);
    expect(notebookProblems(readCourse(courseFile("course.yaml")))).toEqual([]);
  });

  it.each([
    ["that is no TypeScript", "const text = \"the cat", "const text = = \"the cat", "const text = =", "Expression expected."],
    ["in which something is never closed", "title: \"How often each character occurs\" }));", "title: [\"How often\" }));",
      "title: [", "',' expected."],
  ])("a cell %s is a failure with its line", async (_, from, to, line, message) => {
    change(notebook, from, to);
    expect(await found()).toEqual([`${at(line)}this is no TypeScript: ${message}`]);
  });

  it.each(["check", "hint", "mine", "compare", "reset"])("%s with a name that no exercise has is a failure", async (tool) => {
    change(notebook, "import { check, hint, shouldSee }", "import { check, compare, hint, mine, reset, shouldSee }");
    change(notebook, "await check(\"tokenShares\");", `await check("tokenShares");\n\n// %%\nawait ${tool}("tokenShare");`);
    expect(await found()).toEqual([
      `${at("\"tokenShare\"")}${tool}("tokenShare"): no lesson of the course has this exercise; those of 20-our-texts are tokenShares`,
    ]);
  });

  it("`mine` needs an exercise that replaces a part of the library", async () => {
    change(notebook, "import { check, hint,", "import { check, hint, mine as yours,");
    change(notebook, "await hint(\"tokenShares\");", "const shares = await yours(\"tokenShares\");");
    expect(await found()).toEqual([expect.stringContaining("mine(\"tokenShares\"): this exercise replaces no part")]);
  });

  it("text, another function of such a name, and `reset` of a lesson are none", async () => {
    change(notebook, "import { check, hint,", "import { check, hint, reset,");
    change(notebook, "await hint(\"tokenShares\");", `await reset("20");
const compare = (name: string): string => name;
compare("nothing");
console.log("await check(\\"nothing\\")"); // check("nothing")

// %% [markdown]
// check("nothing") and const = =`);
    expect(await found()).toEqual([]);
  });
});
