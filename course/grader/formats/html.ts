import { escapeHtml } from "byhand";
import { type LearnersCheck, type LearnersExercise, type LearnersLesson, learnersView } from "../learnersView";
import { perSubmission } from "./format";

/** One page for the learner: complete in itself, without scripts, readable on paper and in the dark. */
export const html = perSubmission("html", "report.html", (verdict) => {
  const { submission, points, earned, problem, notes, types, tier, byhand, course, lessons } = learnersView(verdict);
  const summary = problem === null
    ? `<p class="sum"><strong>${earned}</strong> of ${points} points</p>`
    : `<p class="sum"><strong>Not graded</strong>: ${escapeHtml(problem)}</p>`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(submission)}: ${earned} of ${points} points</title>
<style>
${style}
</style>
</head>
<body>
<main>
<h1>${escapeHtml(submission)}</h1>
${summary}
${list(notes)}
${(problem === null ? lessons : []).map(lessonSection).join("\n")}
${types?.length ? `<h2>Types</h2>\n<p>They cost no points, but often say where to look.</p>\n${list(types)}` : ""}
<footer>${escapeHtml(`${course.title}, ${course.version}`)}. Your code ran by itself in isolation “${tier}”. Library
byhand ${escapeHtml(byhand)}.</footer>
</main>
</body>
</html>
`;
});

const style = `:root { color-scheme: light dark; --good: #0072b2; --bad: #d55e00; }
@media (prefers-color-scheme: dark) { :root { --good: #56b4e9; --bad: #ff9d5c; } }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0; }
main { max-width: 46em; margin: 0 auto; padding: 1em; }
.sum { font-size: 1.25em; }
table { border-collapse: collapse; width: 100%; margin: 0 0 1.5em; }
caption, th, td { text-align: left; vertical-align: top; padding: .3em .6em; font-weight: normal; }
caption { font-weight: bold; padding-left: 0; }
tr { border-top: 1px solid #8886; }
th { white-space: nowrap; border-left: 4px solid var(--bad); }
tr.passed th { border-left-color: var(--good); }
td:last-child { white-space: nowrap; text-align: right; }
p.why { margin: 0; font-weight: normal; overflow-wrap: anywhere; opacity: .85; }
footer { opacity: .7; font-size: .9em; }`;

function list(texts: string[]): string {
  return texts.length === 0 ? "" : `<ul>${texts.map((text) => `<li>${escapeHtml(text)}</li>`).join("")}</ul>`;
}

function lessonSection({ lesson, points, earned, exercises }: LearnersLesson): string {
  return `<section>
<h2>${escapeHtml(lesson)}: ${earned} of ${points}</h2>
${exercises.map(exerciseTable).join("\n")}
</section>`;
}

function exerciseTable({ name, points, earned, checks }: LearnersExercise): string {
  const reasons = new Set(checks.map(({ message }) => message));
  const shared = checks.length > 1 && reasons.size === 1 ? checks[0].message : null; // one reason for all: said once
  const why = shared === null ? "" : `<p class="why">${escapeHtml(shared)}</p>`;
  return `<table>
<caption>${escapeHtml(name)}: ${earned} of ${points}${why}</caption>
<tbody>
${checks.map((check) => checkRow(shared === null ? check : { ...check, message: null })).join("\n")}
</tbody>
</table>`;
}

/** Mark and word carry the meaning; the colour only repeats it. */
function checkRow({ name, points, earned, kind, message }: LearnersCheck): string {
  const passed = kind === null;
  const why = message === null ? "" : `<p class="why">${escapeHtml(message)}</p>`;
  return `<tr${passed ? " class=\"passed\"" : ""}><th scope="row">${passed ? "✓ passed" : "✗ not yet"}</th>`
    + `<td>${escapeHtml(name)}${why}</td><td>${earned} of ${points}</td></tr>`;
}
