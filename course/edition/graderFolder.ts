import { copyFile, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { stringify } from "yaml";
import { originalStub } from "../exercises/originalStub";
import { root } from "../setup/paths";
import type { Course } from "./course";
import { importedFiles } from "./importedFiles";
import { lessonBundle } from "./lessonBundle";
import { studentPackages } from "./studentPackage";

/** What no import names: the machinery's start and settings, and the programs of learners' processes. */
const byPath = [
  "course/bootstrap.mjs", "course/lock.mjs", "course/lock.d.mts", "course/finishUpdate.mjs", "course/finishUpdate.d.mts",
  "course/tsconfig.json", "lib/tsconfig.json", "tsconfig.base.json", "tsconfig.json", ".npmrc", "LICENSE",
];
const entries = ["course/cli.ts", "course/index.ts", "course/commands/grade.ts", "lib/index.ts"];

/**
 * Writes a grader that stands by itself: `node course/bootstrap.mjs grade SUBMISSION` installs what it needs and grades.
 * It has neither solutions nor notebooks; lessons are bundles.
 *
 * @param options.hidden Whether hidden checks are in them: only for a machine that learners cannot read.
 */
export async function writeGrader(course: Course, folder: string, { hidden }: { hidden: boolean }): Promise<void> {
  const programs = (await readdir(join(root, "course", "grader"), { recursive: true }))
    .filter((name) => name.endsWith(".ts")).map((name) => `course/grader/${name.split("\\").join("/")}`);
  const files = [...new Set([...importedFiles([...entries, ...programs], { root }), ...byPath])];
  for (const file of files) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await copyFile(join(root, file), join(folder, file));
  }
  const code = files.filter((file) => /\.m?ts$|\.mjs$/.test(file));
  const sources = await Promise.all(code.map((file) => readFile(join(folder, file), "utf8")));
  const { title, version, weeks, lessons, hiddenFolder } = course;
  const packages = await studentPackages(root, { title, commands: ["grade"], sources });
  for (const [path, text] of Object.entries(packages)) await writeFile(join(folder, path), text);
  await writeFile(join(folder, "course.yaml"), stringify({ title, version, weeks }));
  for (const part of ["exercises", "test/exercises"]) await mkdir(join(folder, part), { recursive: true });
  for (const lesson of lessons) {
    const bundle = await lessonBundle(lesson, { hidden, hiddenFolder });
    await writeFile(join(folder, "test", "exercises", `${lesson.lesson}.lesson.cjs`), bundle);
    await writeFile(join(folder, "exercises", `${lesson.lesson}.ts`), originalStub(lesson.lesson, { home: lesson.home }));
  }
}
