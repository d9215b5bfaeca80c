import { escapeHtml, inNotebook, showHtml } from "byhand";
import { learnersFile, linkTo, prose } from "./places";
import type { CheckResult, Verdict } from "./types";

/** How one check, or a whole exercise, is marked: the colour only repeats what mark and word say. */
const MARKS = {
  passed: { mark: "✓", word: "passed", color: "#0072b2" },
  failed: { mark: "✗", word: "failed", color: "#d55e00" },
  open: { mark: "○", word: "open", color: "#808080" },
};

function markOf(passed: boolean, status: Verdict["status"]): (typeof MARKS)["passed"] {
  if (passed) return MARKS.passed;
  return status === "notWritten" ? MARKS.open : MARKS.failed;
}

const WORDS: Record<Verdict["status"], string> = {
  passed: "passed",
  failed: "not yet right",
  notWritten: "not written yet",
  refused: "not accepted",
};

interface VerdictOptions {
  /** The function was handed over from a notebook's cell. */
  fromCell?: boolean;
  /** How many more points the grader gives, by checks that are hidden here. */
  hiddenPoints?: number;
}

/** Shows a verdict: a table in the notebook, lines of text elsewhere. */
export function showVerdict(verdict: Verdict, options: VerdictOptions = {}): void {
  const text = verdictText(verdict, options);
  if (inNotebook()) showHtml(verdictHtml(verdict, options), text);
  else console.log(text);
}

/** Shows a sentence about an exercise, with a link to the learner's file in the notebook, and what comes `after` it. */
export function showNote(sentence: string, { lesson, after = "" }: { lesson?: string; after?: string } = {}): void {
  const rest = after && `. ${after}`;
  const text = (lesson ? `${sentence} ${learnersFile(lesson)}` : sentence) + rest;
  const link = lesson ? ` ${linkTo(lesson)}` : "";
  const style = `margin: .3em 0${sentence.includes("\n") ? "; white-space: pre-line" : ""}`; // a hint's lines of code
  if (inNotebook()) showHtml(`<p style="${style}">${prose(sentence)}${link}${prose(rest)}</p>`, text);
  else console.log(text);
}

/** Runs and shows what went wrong, if anything, instead of failing the cell. */
export async function shown(run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    showNote(`✗ ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** One line a check: `✗ large scores do not overflow (0 of 1): exp overflowed …`. */
export function verdictText(
  { exercise, status, earned, points, checks }: Verdict, { hiddenPoints = 0 }: VerdictOptions = {},
): string {
  const lines = readable(checks).map(({ name, points: worth, passed, message }) =>
    `  ${markOf(passed, status).mark} ${name} (${passed ? worth : 0} of ${worth})${message ? `\n      ${message}` : ""}`);
  const { mark } = markOf(status === "passed", status);
  const more = hiddenPoints > 0 ? [`  + ${hiddenSentence(hiddenPoints)}`] : [];
  return [`${mark} ${exercise}: ${WORDS[status]}, ${earned} of ${points} points`, ...lines, ...more].join("\n");
}

/** The same as a table. Marks and words carry the meaning; the colours only repeat it, and follow Lab's theme. */
export function verdictHtml(verdict: Verdict, { fromCell = false, hiddenPoints = 0 }: VerdictOptions = {}): string {
  const { exercise, lesson, status, earned, points, checks } = verdict;
  const edge = (passed: boolean): string => `border-left: 4px solid ${markOf(passed, status).color}`;
  const words = (passed: boolean): string => `${markOf(passed, status).mark} ${markOf(passed, status).word}`;
  const cell = "text-align: left; vertical-align: top; padding: .25em .7em; white-space: normal";
  const rows = readable(checks).map(({ name, points: worth, passed, message }) =>
    `<tr style="background: none"><td style="${cell}; ${edge(passed)}; white-space: nowrap">`
    + `${words(passed)}</td>`
    + `<td style="${cell}">${escapeHtml(name)}${message ? `<br><em>${prose(message)}</em>` : ""}</td>`
    + `<td style="${cell}; white-space: nowrap">${passed ? worth : 0} of ${worth}</td></tr>`);
  if (hiddenPoints > 0) {
    rows.push(`<tr style="background: none"><td></td><td colspan="2" style="${cell}">${hiddenSentence(hiddenPoints)}</td></tr>`);
  }
  const source = fromCell ? "the function from this notebook" : linkTo(lesson);
  const help = status === "passed" ? "" : ` · <code>await hint("${escapeHtml(exercise)}")</code> helps`;
  return `<table style="border-collapse: collapse; margin: .3em 0; min-width: 32em; color: inherit; background: none">`
    + `<caption style="${cell}; ${edge(status === "passed")}; caption-side: top; color: inherit">`
    + `<strong>${markOf(status === "passed", status).mark} ${escapeHtml(exercise)}: ${WORDS[status]}</strong>, `
    + `${earned} of ${points} points · ${source}${help}</caption><tbody>${rows.join("")}</tbody></table>`;
}

function hiddenSentence(points: number): string {
  return points === 1 ? "1 more point is given by a check that only the grader runs."
    : `${points} more points are given by checks that only the grader runs.`;
}

/** What there is to read about the checks: one line for all where all say the same, and no message twice. */
function readable(checks: CheckResult[]): CheckResult[] {
  const [{ message }] = checks;
  if (checks.length > 1 && message !== null && checks.every((check) => check.message === message)) {
    const points = checks.reduce((sum, check) => sum + check.points, 0);
    return [{ name: `all ${checks.length} checks`, points, passed: false, message }];
  }
  const seen = new Set<string | null>([null]);
  return checks.map((check) => {
    if (check.message !== null && seen.has(check.message)) return { ...check, message: "as above" };
    seen.add(check.message);
    return check;
  });
}
