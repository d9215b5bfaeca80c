import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { stringify } from "yaml";
import { root } from "../setup/paths";
import type { Course } from "./course";
import { learnersCommands, studentFiles } from "./studentFiles";
import { writeLessons } from "./studentLessons";
import { studentPackages } from "./studentPackage";
import { studentReadme } from "./studentReadme";

/**
 * Writes a student edition: the chosen lessons without solutions, the library, and the part of the machinery that learners
 * need. It lacks only its seal, since more may be put into it.
 */
export async function writeStudentEdition(course: Course, folder: string): Promise<void> {
  const files = studentFiles(root);
  for (const { from, to } of files) {
    await mkdir(dirname(join(folder, to)), { recursive: true });
    await copyFile(join(root, from), join(folder, to));
  }
  const code = files.filter(({ to }) => /\.m?ts$|\.mjs$/.test(to));
  const sources = await Promise.all(code.map(({ to }) => readFile(join(folder, to), "utf8")));
  const { title, version, weeks } = course;
  const packages = await studentPackages(root, { title, commands: learnersCommands, sources });
  for (const [path, text] of Object.entries(packages)) await writeFile(join(folder, path), text);
  await writeLessons(course, folder);
  await writeFile(join(folder, "course.yaml"), stringify({ title, version, weeks }));
  await writeFile(join(folder, "README.md"), studentReadme(course, folder));
}
