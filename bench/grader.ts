/**
 * Times the grader, and writes bench/results/grader.json: a submission of 60 exercises with and without the check of
 * types, and many submissions in one call. Each measurement has a fresh process.
 *
 *     npm run bench -- grader [ROUNDS]
 */
import { spawnSync } from "node:child_process";
import { loadavg } from "node:os";
import { recordMeasurement } from "../course/measurement";
import { root } from "../course/setup/paths";
import { grade, type Grading } from "./support/graderWork";
import { median } from "./support/rounds";

const GOALS = { secondsWithTypes: 5, secondsWithout: 3, submissionsAnHour: 1000, memoryMB: 300 };
const EXERCISES = 60;
const MANY = { submissions: 200, exercises: 5 };
const LARGE = { submissions: 10, exercises: EXERCISES };

type Work = Parameters<typeof grade>[0];

function inFreshProcess(work: Work): Grading {
  const { stdout, status } = spawnSync(process.execPath, [__filename, "--work", JSON.stringify(work)], {
    stdio: ["ignore", "pipe", "inherit"], encoding: "utf8", maxBuffer: 2 ** 26,
  });
  if (status !== 0) throw new Error(`${JSON.stringify(work)} failed; see above`);
  return JSON.parse(stdout.trim().split("\n").at(-1)!) as Grading;
}

function one(types: boolean, rounds: number): { median: number; most: number; each: number[]; gradings: Grading[] } {
  const gradings = Array.from({ length: rounds }, () =>
    inFreshProcess({ submissions: 1, exercises: EXERCISES, types }));
  const each = gradings.map(({ seconds }) => Number(seconds.toFixed(2)));
  return { median: median(each), most: Math.max(...each), each, gradings };
}

function measure(rounds: number): void {
  const build = spawnSync(process.execPath, ["node_modules/typescript/bin/tsc", "-b"], { cwd: root, stdio: "inherit" });
  if (build.status !== 0) throw new Error("the course does not compile; see above");
  inFreshProcess({ submissions: 1, exercises: 1, types: true }); // builds the programs, if they are not there
  const [without, withTypes] = [one(false, rounds), one(true, rounds)];
  console.log("one submission", without.each, withTypes.each);
  const large = inFreshProcess({ ...LARGE, types: true });
  const many = inFreshProcess({ ...MANY, types: true });

  const anHour = (grading: Grading, { submissions }: typeof MANY): number => Math.round(submissions / grading.seconds * 3600);
  const { tier } = withTypes.gradings[0];
  const memory = Math.round(Math.max(many.memory, large.memory));
  const met = {
    withTypes: withTypes.median <= GOALS.secondsWithTypes,
    withoutTypes: without.median <= GOALS.secondsWithout,
    submissionsAnHour: Math.min(anHour(many, MANY), anHour(large, LARGE)) >= GOALS.submissionsAnHour,
    memory: memory < GOALS.memoryMB,
  };
  const rows = [
    {
      what: `grading a submission of ${EXERCISES} exercises, each in a fresh process (${tier}), types checked (goal ≤ `
        + `${GOALS.secondsWithTypes} s; without types ≤ ${GOALS.secondsWithout} s)`,
      measured: `${withTypes.median.toFixed(1)} s; without types ${without.median.toFixed(1)} s`,
    },
    {
      what: `submissions graded an hour, types checked (goal ≥ ${GOALS.submissionsAnHour.toLocaleString("en")}); the grader's `
        + `own memory (goal < ${GOALS.memoryMB} MB)`,
      measured: `${anHour(large, LARGE).toLocaleString("en")} of ${LARGE.exercises} exercises (${LARGE.submissions} in one `
        + `call), ${anHour(many, MANY).toLocaleString("en")} of ${MANY.exercises} (${MANY.submissions} in one call); ${memory} MB`,
    },
  ];
  for (const { what, measured } of rows) console.log(`${what}: ${measured}`);
  void recordMeasurement("grader", {
    repeat: "npm run bench -- grader", rows, rounds, goals: GOALS, met, tier,
    oneSubmission: {
      exercises: EXERCISES, lessons: without.gradings[0].lessons, withTypes: withTypes.each, without: without.each,
    },
    large: { ...LARGE, ...large }, many: { ...MANY, ...many },
    // Each of these keeps two cores busy; with more waiting, others were at work at the same time.
    processesWaiting: Number(loadavg()[0].toFixed(1)),
  });
  console.log(met);
  process.exitCode = Object.values(met).every(Boolean) ? 0 : 1;
}

async function main([first, second]: string[]): Promise<void> {
  if (first !== "--work") return measure(Number(first ?? 5));
  console.log(JSON.stringify(await grade(JSON.parse(second) as Work)));
}

void main(process.argv.slice(2));
