import { atomicWrite } from "byhand";
import { existsSync, readFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { lessonNames } from "../exercises/lessons";
import { root } from "../setup/paths";
import { editionFiles } from "./seal";

/** A complete lesson, laid out like the course, which each new one is made from. */
const template = {
  folder: join(root, "course", "edition", "newLesson"), name: "20-our-texts", title: "Our texts", exercise: "tokenShares",
};

/**
 * Writes a lesson of a teacher's own to start from: notebook, exercise, solution, wrong answers and checks.
 *
 * @param name number and words, such as "20-our-texts"
 * @param home the folder of the teacher's own lessons; made where it is not there
 * @returns the files, relative to `home`
 * @throws RangeError where the name can't be used, or something of that name is there; nothing was written then
 */
export async function writeNewLesson(name: string, home: string): Promise<string[]> {
  requireName(name);
  const own = existsSync(join(home, "test", "exercises")) ? lessonNames(home) : [];
  const same = [...lessonNames(), ...own].find((other) => other.slice(0, 2) === name.slice(0, 2));
  if (same) throw new RangeError(`${same} has the number ${name.slice(0, 2)} already: take another one`);
  const texts = editionFiles(template.folder).map((file): [string, string] =>
    [renamed(file, name), renamed(readFileSync(join(template.folder, file), "utf8"), name, own.length > 0)]);
  const taken = texts.find(([file]) => existsSync(join(home, file)));
  if (taken) throw new RangeError(`${join(home, taken[0])} is there already: take another name`);
  for (const [file, text] of texts) {
    await mkdir(dirname(join(home, file)), { recursive: true });
    await atomicWrite(join(home, file), text);
  }
  return texts.map(([file]) => file);
}

function requireName(name: string): void {
  if (/^\d\d(-[a-z0-9]+)+$/.test(name)) return;
  throw new RangeError(`"${name}" can't be a lesson's name: give two digits and words with - between, such as ${template.name}`);
}

/** Text of the template under a lesson's own name; in a course no two exercises may have the same name. */
function renamed(text: string, name: string, hasOthers = false): string {
  const number = name.slice(0, 2);
  const words = name.slice(3).replaceAll("-", " ");
  const title = words[0].toUpperCase() + words.slice(1);
  return text
    .replaceAll(template.name, name)
    .replaceAll(template.title, title)
    .replaceAll(`# ${template.name.slice(0, 2)} ·`, `# ${number} ·`)
    .replaceAll(`Lesson ${template.name.slice(0, 2)},`, `Lesson ${number},`)
    .replaceAll(template.exercise, hasOthers ? template.exercise + number : template.exercise);
}
