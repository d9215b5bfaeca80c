import type { CourseVersion } from "../../edition/course";
import { type LearnersCheck, type LearnersExercise, learnersView } from "../learnersView";
import type { ReasonKind } from "../verdict";
import { perSubmission } from "./format";

/** JUnit tells a wrong answer (`failure`) from no answer (`error`). */
const failures: ReadonlySet<ReasonKind> = new Set(["wrong", "notWritten", "missing", "refused", "policy"]);

/** JUnit's XML as Jenkins' schema junit-10.xsd has it, which CI systems read: a suite for each exercise. */
export const junit = perSubmission("junit", "junit.xml", (verdict) => {
  const { submission, problem, course, lessons } = learnersView(verdict);
  const suites = lessons.flatMap(({ lesson, exercises }) => exercises.map((exercise) => suite(lesson, exercise, course)));
  const all = lessons.flatMap(({ exercises }) => exercises.flatMap(({ checks }) => checks));
  const properties = problem === null ? [] : [`  <!-- ${xml(`not graded: ${problem}`).replaceAll("--", "- -")} -->`];
  return [
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
    `<testsuites ${attributes({ name: submission, ...counts(all) })}>`,
    ...properties,
    ...suites,
    "</testsuites>",
    "",
  ].join("\n");
});

function suite(lesson: string, { name, seconds, checks }: LearnersExercise, course: CourseVersion): string {
  const own = { name: `${lesson}.${name}`, ...counts(checks), time: seconds.toFixed(3) };
  const cases = checks.map((check) => testCase(`${lesson}.${name}`, check));
  const properties = { course: course.title, version: course.version, lesson: course.lessons[lesson] };
  const made = Object.entries(properties).map(([key, value]) => `<property ${attributes({ name: key, value })}/>`);
  return [`  <testsuite ${attributes(own)}>`, `    <properties>${made.join("")}</properties>`, ...cases, "  </testsuite>"].join("\n");
}

function testCase(classname: string, { name, kind, message }: LearnersCheck): string {
  const head = `    <testcase ${attributes({ name, classname })}`;
  if (kind === null || message === null) return `${head}/>`;
  const element = failures.has(kind) ? "failure" : "error";
  return `${head}><${element} ${attributes({ type: kind, message })}>${xml(message)}</${element}></testcase>`;
}

function counts(checks: LearnersCheck[]): Record<"tests" | "failures" | "errors", number> {
  const lost = checks.flatMap(({ kind }) => kind ?? []);
  const failed = lost.filter((kind) => failures.has(kind)).length;
  return { tests: checks.length, failures: failed, errors: lost.length - failed };
}

function attributes(values: Record<string, string | number>): string {
  return Object.entries(values).map(([name, value]) => `${name}="${xml(String(value))}"`).join(" ");
}

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", "\"": "&quot;", "'": "&apos;" };

/** Text without what XML 1.0 cannot hold even as an entity: control characters, halves of surrogate pairs. */
function xml(text: string): string {
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu, "")
    .replace(/[&<>"']/g, (character) => entities[character]);
}
