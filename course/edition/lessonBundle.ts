import { build } from "esbuild";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Check, Exercise, LessonExercises } from "../exercises/types";

/**
 * A lesson's checks as one file, for those who may not see its solutions: `test/exercises/NN-name.lesson.cjs`, which
 * loadLesson reads. It holds neither solutions nor the wrong answers that no check looks for, and is written small, so
 * that nobody reads an answer by accident; a learner who wants to can still take it apart, so no secret goes in.
 *
 * @param options.hidden Whether hidden checks are in it: for a grader's machine only.
 * @param options.hiddenFolder Where hidden checks are that are not beside the public ones.
 */
export async function lessonBundle(
  lesson: LessonExercises, { hidden, hiddenFolder }: { hidden: boolean; hiddenFolder?: string },
): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: entry(lesson, { hidden, hiddenFolder }), resolveDir: lesson.home, loader: "ts" },
    bundle: true,
    write: false,
    platform: "node",
    target: "node20",
    format: "cjs",
    external: ["byhand", "byhand-course", "@tensorflow/*"],
    minify: true,
    charset: "utf8", // so that what is quoted can be read, and searched for
    legalComments: "none",
    logLevel: "silent",
  });
  return outputFiles[0].text;
}

/** The source of the file: the lesson's checks with the points that they have now. */
function entry(lesson: LessonExercises, { hidden, hiddenFolder }: { hidden: boolean; hiddenFolder?: string }): string {
  const folder = join(lesson.home, "test", "exercises");
  const secret = [folder, ...(hiddenFolder ? [hiddenFolder] : [])]
    .map((place) => join(place, `${lesson.lesson}.hidden.ts`)).filter((file) => hidden && existsSync(file));
  const notes = Object.fromEntries(lesson.exercises.map(({ name, hints, part, hiddenPoints }) =>
    [name, { hints, part, hiddenPoints, wrong: {} }]));
  const { needs, version, exercises } = lesson;
  return [
    `import { policy, checks as open } from ${JSON.stringify(join(folder, `${lesson.lesson}.checks.ts`))};`,
    ...secret.map((file, i) => `import { hidden as secret${i} } from ${JSON.stringify(file)};`),
    helpers,
    "export { policy };",
    `export const needs = ${JSON.stringify(needs)}, version = ${JSON.stringify(version)};`,
    `export const notes = ${JSON.stringify(notes)};`,
    `export const checks = give(open, ${pointsOf(exercises, (check) => !check.hidden)});`,
    ...(secret.length === 0 ? [] : [
      `const secret = join([${secret.map((_, i) => `secret${i}`).join(", ")}]);`,
      `export const hidden = give(secret, ${pointsOf(exercises, (check) => check.hidden === true)});`,
    ]),
  ].join("\n");
}

const helpers = `
const give = (lists, points) => Object.fromEntries(Object.entries(lists).map(([name, checks]) =>
  [name, checks.map((check, i) => ({ ...check, points: points[name][i] }))]));
const join = (parts) => parts.reduce((sum, part) => {
  for (const name in part) sum[name] = [...(sum[name] ?? []), ...part[name]];
  return sum;
}, {});`;

function pointsOf(exercises: Exercise[], which: (check: Check) => boolean): string {
  const lists = exercises.map(({ name, checks }) => [name, checks.filter(which).map(({ points }) => points)]);
  return JSON.stringify(Object.fromEntries(lists));
}
