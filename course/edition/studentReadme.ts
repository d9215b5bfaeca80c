import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Check, LessonExercises } from "../exercises/types";
import type { Course } from "./course";

/** The README of a student edition: what a learner needs on the first day, and on the day when something is wrong. */
export function studentReadme({ title, version, weeks, lessons }: Course, folder: string): string {
  const byName = new Map(lessons.map((lesson) => [lesson.lesson, lesson]));
  const rows = weeks.flatMap(({ title: week, lessons: names }, i) => names.map((name, j) =>
    `| ${j === 0 ? `${i + 1} · ${cell(week)}` : ""} | ${lessonLink(name, folder)} | ${functions(byName.get(name)!)} |`));
  const first = lessons[0].lesson;
  const example = lessons[0].exercises[0].name;
  return `# ${title}

You build a language model with your own hands, in notebooks: each lesson explains a part, you write it, and what passes its
checks runs in the model.

## Two commands

You need [Node](https://nodejs.org) 20.19 or newer and [Python](https://www.python.org) 3.10 or newer. In this folder:

\`\`\`sh
npm start    # sets up what is missing (some minutes and 3 GB the first time), then opens the course in JupyterLab
npm test     # sets up what is missing, then tries whether everything runs on your machine
\`\`\`

## The weeks

| week | lesson | you write (points) |
|---|---|---|
${rows.join("\n")}

## How you work

1. Open a lesson's notebook and run its cells from the top (Shift + Enter).
2. Write each exercise in its file in \`exercises/\`, such as [exercises/${first}.ts](exercises/${first}.ts), and save.
   These files are your work: they are what you hand in, where and when your teacher says.
3. Check it: \`await check("${example}")\` in the notebook, or in a terminal:

| command | what it does |
|---|---|
| \`npm run check -- ${first.slice(0, 2)}\` | checks your exercises of a lesson (\`--watch\`: at every save) |
| \`npm run hint -- ${example} 1\` | a nudge; with 2 the way, with 3 almost the code |
| \`npm run progress\` | your points, and what comes next |
| \`npm run compare -- ${example}\` | yours beside the library's, once yours passes, where the library has one |
| \`npm run reset -- ${example}\` | puts the empty exercise back; a copy of your file is kept, and you are told where |
| \`npm run update -- NEW\` | brings in a newer version of the course, a folder or a zip file; your work stays |

Points are given by the checks, here and at your teacher's; where a check is kept for the teacher, the table says how many
points it gives. Hints cost nothing; the third is almost the answer. The library in \`lib/\` is there to be read, best after
you have passed: your own code is what counts.

Lessons keep the numbers of the whole course, so some may be missing here; a lesson that speaks of another one which you don't
have can be read without it.

## When something is wrong

- \`npm run doctor\` says what is installed, what is missing and what to do about it.
- A check's message says what is wrong with your function; then take a hint; then ask, with the message.
- Your teacher wants to know the version: it is **${version}**.
`;
}

function functions({ exercises }: LessonExercises): string {
  const points = (checks: Check[]): number => checks.reduce((sum, check) => sum + check.points, 0);
  return exercises.map(({ name, checks }) => `\`${name}\` (${points(checks)})`).join(", ");
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}

/** The lesson's notebook under the title that stands in its first heading; the file of exercises where it has none. */
function lessonLink(name: string, folder: string): string {
  try {
    const text = readFileSync(join(folder, "notebooks", "src", `${name}.ts`), "utf8");
    return `[${cell(/^\/\/ # (.+)$/m.exec(text)?.[1] ?? name)}](notebooks/${name}.ipynb)`;
  } catch {
    return `[${name}](exercises/${name}.ts)`;
  }
}
