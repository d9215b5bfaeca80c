import { escapeHtml, inNotebook } from "byhand";
import { join, relative, sep } from "node:path";
import { root } from "../setup/paths";
import { exercisesFolder, learnersTop } from "./folder";

/** A path as it is written from the course's top folder, or from what a learner sees as that; with "/" everywhere. */
export function fromTop(path: string): string {
  const top = path.startsWith(learnersTop() + sep) ? learnersTop() : root;
  return relative(top, path).split(sep).join("/");
}

/** The learner's file, relative to the course's top folder: "exercises/05-attention.ts". */
export function learnersFile(lesson: string): string {
  return fromTop(join(exercisesFolder(), `${lesson}.ts`));
}

/** A link that Lab opens in a tab beside the notebook's; `path` is relative to the notebooks' folder. */
export function link(path: string, text: string): string {
  const style = "color: inherit; text-decoration: underline";
  return `<a href="${escapeHtml(path)}" target="_blank" style="${style}">${escapeHtml(text)}</a>`;
}

/** A link to the learner's file. */
export function linkTo(lesson: string): string {
  const file = learnersFile(lesson);
  return link(`../${file}`, file);
}

/** Text as HTML, with what stands in `backticks` as code. */
export function prose(text: string): string {
  return escapeHtml(text).replace(/`([^`\n]+)`/g, "<code>$1</code>");
}

/** How a learner's tool is called from here: `await reset("05")` in a notebook, `npm run reset -- 05` in a terminal. */
export function call(tool: "check" | "hint" | "reset" | "compare", word: string): string {
  return inNotebook() ? `await ${tool}(${JSON.stringify(word)})` : `npm run ${tool} -- ${word}`;
}
