import { escapeHtml, inNotebook, showHtml } from "byhand";
import { call, learnersFile, link, linkTo, prose } from "./places";
import { type LessonProgress, type Progress, type Stage, stageOf } from "./progress";

/** The order in which stages are listed, and their marks: words carry the meaning, marks only repeat it. */
const MARKS: Record<Stage, string> = {
  passed: "✓", partly: "◐", "not yet right": "✗", refused: "✗", "not written": "○",
};

const BAR = 20; // characters
const DONE = "Nothing is left to do: every exercise passes.";

/** Shows how far a learner is: a table in the notebook, lines of text elsewhere. */
export function showProgress(progress: Progress): void {
  const text = progressText(progress);
  if (inNotebook()) showHtml(progressHtml(progress), text);
  else console.log(text);
}

export function progressText(progress: Progress): string {
  const { lessons, next } = progress;
  const width = Math.max(...lessons.map(({ lesson }) => lesson.length));
  const parts = lessons.map((each) => {
    const filled = full(each, BAR);
    const bar = "█".repeat(filled) + "░".repeat(BAR - filled);
    const lines = stages(each).map(({ stage, names }) => `    ${MARKS[stage]} ${stage.padEnd(13)} ${names.join(", ")}`);
    const problem = each.problem ? [`    nothing in ${learnersFile(each.lesson)} could be checked: ${each.problem}`] : [];
    return [`${each.lesson.padEnd(width)}  ${bar}  ${pointsOf(each)}`, ...(problem.length > 0 ? problem : lines)].join("\n");
  });
  const open = next && `Next: ${next.exercise}, in ${learnersFile(next.lesson)}. The lesson is `
    + `notebooks/${next.lesson}.ipynb; \`${call("check", next.exercise)}\` tells what is missing.`;
  const hidden = hiddenSentence(progress);
  return [heading(progress), ...parts, ...(hidden ? [hidden] : []), open ?? DONE].join("\n\n");
}

/** The same as a table with a bar for each lesson; it takes its colours from Lab's theme. */
export function progressHtml(progress: Progress): string {
  const { lessons, next } = progress;
  const cell = "text-align: left; vertical-align: top; padding: .35em .8em; white-space: normal";
  const head = ["lesson", "points", "exercises"].map((word) => `<th scope="col" style="${cell}">${word}</th>`).join("");
  const rows = lessons.map((each) => {
    const lines = stages(each).map(({ stage, names }) =>
      `<div>${MARKS[stage]} ${stage}: ${names.map(escapeHtml).join(", ")}</div>`);
    const said = each.problem
      ? `<div>✗ nothing in ${linkTo(each.lesson)} could be checked: <em>${prose(each.problem)}</em></div>`
      : lines.join("");
    return `<tr style="background: none"><th scope="row" style="${cell}; white-space: nowrap">`
      + `${link(`${each.lesson}.ipynb`, each.lesson)}</th>`
      + `<td style="${cell}; white-space: nowrap">${barHtml(each)}${pointsOf(each)}</td><td style="${cell}">${said}</td></tr>`;
  });
  const after = next
    ? `Next: <strong>${escapeHtml(next.exercise)}</strong>, in ${linkTo(next.lesson)}. The lesson is `
      + `${link(`${next.lesson}.ipynb`, next.lesson)}; <code>${escapeHtml(call("check", next.exercise))}</code> tells what `
      + "is missing."
    : DONE;
  return `<table style="border-collapse: collapse; margin: .3em 0; color: inherit; background: none">`
    + `<caption style="${cell}; caption-side: top; color: inherit"><strong>${escapeHtml(heading(progress))}</strong>`
    + `</caption><thead><tr>${head}</tr></thead><tbody>${rows.join("")}</tbody></table>`
    + [hiddenSentence(progress), after].map((line) => line && `<p style="margin: .3em .8em">${line}</p>`).join("");
}

function hiddenSentence({ hiddenPoints }: Progress): string {
  return hiddenPoints === 0 ? "" : `The grader has checks of its own, for ${hiddenPoints} more points.`;
}

function heading({ title, version, ...points }: Progress): string {
  return `${title.replace(/\.$/, "")} (${version}): ${pointsOf(points)}`;
}

function pointsOf({ earned, points }: { earned: number; points: number }): string {
  return `${earned} of ${points} points`;
}

/** The points stand beside it, so it is left out for those who listen. */
function barHtml(each: LessonProgress): string {
  const outer = "width: 8em; height: .6em; margin: .3em 0; border: 1px solid currentColor; border-radius: .2em";
  const inner = `width: ${full(each, 100)}%; height: 100%; background: #0072b2`;
  return `<div aria-hidden="true" style="${outer}"><div style="${inner}"></div></div>`;
}

/** How much of a bar of that length is filled: all of it only when all is earned, nothing only when nothing is. */
function full({ earned, points }: LessonProgress, length: number): number {
  if (earned === 0) return 0;
  return earned === points ? length : Math.min(length - 1, Math.max(1, Math.round((length * earned) / points)));
}

/** Names of exercises by stage, partly done ones with their points. */
function stages({ verdicts }: LessonProgress): { stage: Stage; names: string[] }[] {
  return (Object.keys(MARKS) as Stage[]).map((stage) => {
    const those = verdicts.filter((verdict) => stageOf(verdict) === stage);
    const names = those.map(({ exercise, earned, points }) =>
      (stage === "partly" ? `${exercise} (${earned} of ${points})` : exercise));
    return { stage, names };
  }).filter(({ names }) => names.length > 0);
}
