import { reportAll } from "../../course/grader/report";
import type { SubmissionVerdict } from "../../course/grader/submissionVerdict";
import type { ExerciseVerdict, Reason } from "../../course/grader/verdict";
import { htmlErrors, schemaErrors } from "../course/validResults";
import type { ExerciseName, Outcome } from "./attack";
import { full, hiddenTexts } from "./course";
import { type Place, tierOf } from "./places";
import { teachersSecret } from "./world";

/** What is not as it should be in the results of one attack; nothing where all is well. */
export function complaints(
  { verdict, files }: { verdict: SubmissionVerdict; files: Record<string, string> }, outcome: Outcome, place: Place,
): string[] {
  const exercises = verdict.lessons.flatMap((lesson) => lesson.exercises);
  return [
    ...(Object.keys(full) as ExerciseName[]).flatMap((name) => {
      const exercise = exercises.find((each) => each.name === name);
      return exercise ? aboutExercise(exercise, outcome) : [`${name} has no verdict`];
    }),
    ...matchAll("problem", verdict.problem === null ? [] : [verdict.problem], outcome.problem ? [outcome.problem] : []),
    ...matchAll("note", verdict.notes, outcome.notes),
    ...matchAll("type error", verdict.types ?? [], outcome.typeErrors),
    ...verdict.tier === tierOf(place) ? [] : [`graded in ${verdict.tier}`],
    ...aboutFiles(files),
    // a runner of GitHub or Azure would obey it
    ...(reportAll([verdict]).match(/^\s*::.*|##\w*\[.*/gm) ?? []).map((line) => `the report holds a command: ${line}`),
  ];
}

function aboutExercise(
  { name, reason, checks }: ExerciseVerdict, { earned = {}, reasons = {}, problem }: Outcome,
): string[] {
  const exercise = name as ExerciseName;
  const points = problem ? 0 : earned[exercise] ?? full[exercise];
  const wanted = points === 0 ? full[exercise].map(() => 0) : points;
  const got = checks.map((check) => check.earned);
  const [kind, message] = problem ? ["refused", /^the submission was not graded: /] as const
    : reasons[exercise] ?? [null, /^$/] as const;
  return [
    ...got.join() === wanted.join() ? [] : [`${name} earned ${got}, expected ${wanted}`],
    ...(reason?.kind ?? null) === kind && message.test(reason?.message ?? "") ? []
      : [`${name} has the reason ${told(reason)}, expected ${kind}: ${message}`],
    ...checks.filter((check) => (check.reason === null) !== (check.earned === check.points))
      .map((check) =>
        `${name}, ${check.name}: ${check.earned} of ${check.points} with the reason ${told(check.reason)}`),
  ];
}

function told(reason: Reason | null): string {
  return reason ? `${reason.kind}: ${reason.message}` : "none";
}

/** Each text must match its pattern, in order. */
function matchAll(what: string, texts: string[], patterns: RegExp[] = []): string[] {
  return [
    ...texts.filter((text, i) => !patterns[i]?.test(text)).map((text) => `unexpected ${what}: ${text}`),
    ...patterns.slice(texts.length).map((pattern) => `no ${what} like ${pattern}`),
  ];
}

function aboutFiles(files: Record<string, string>): string[] {
  const holding = (names: string[], texts: string[]): string[] => names.flatMap((name) =>
    texts.filter((text) => files[name].includes(text)).map((text) => `${name} holds ${text}`));
  const json = { gradescope: "gradescope.json", classroom50: "result.json", exercism: "exercism.json" } as const;
  return [
    ...holding(Object.keys(files).filter((name) => name !== "verdict.json"), hiddenTexts),
    ...holding(Object.keys(files), [teachersSecret]),
    ...(Object.keys(json) as (keyof typeof json)[]).flatMap((format) => {
      const errors = schemaErrors(format, JSON.parse(files[json[format]]));
      return errors === null ? [] : [`${json[format]}: ${JSON.stringify(errors)}`];
    }),
    ...htmlErrors(files["report.html"]).map((error) => `report.html: ${error}`),
  ];
}
