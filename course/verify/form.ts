import type { Exercise } from "../exercises/types";
import { advice, type Problem, problem } from "./problem";

/** A hint of fewer characters is no sentence. */
const SHORTEST_HINT = 15;

/** What can be said of an exercise without running anything. */
export async function formProblems({ hints, checks, wrong, part }: Exercise): Promise<Problem[]> {
  const names = Object.keys(wrong).filter((name) => name !== "theLibrarys");
  const twice = checks.find(({ name }, i) => checks.findIndex((other) => other.name === name) !== i);
  return [
    ...hints.length === 3 ? [] : [problem(`it has ${hints.length} hints: three are needed, a nudge, the way, almost the code`)],
    ...hints.flatMap((hint, i) => (hint.trim().length >= SHORTEST_HINT ? []
      : [problem(`hint ${i + 1} says too little: "${hint}"`)])),
    ...checks.length > 0 ? [] : [problem("it has no checks")],
    ...checks.filter(({ points }) => !Number.isInteger(points) || points < 1).map(({ name, points }) =>
      problem(`the check "${name}" has ${points} points: give it a whole number, at least 1`)),
    ...twice ? [problem(`two checks are called "${twice.name}": verdicts tell them apart by their names`)] : [],
    ...names.length > 0 ? [] : [problem("it has no wrong answers, so nothing shows that its checks reject any")],
    ...names.length !== 1 ? [] : [advice("it has one wrong answer: two misconceptions at least")],
    ...Object.entries(wrong).filter(([, { message, because }]) => !message.trim() || !because.trim()).map(([name]) =>
      problem(`the wrong answer ${name} needs both \`because\` and a piece of the \`message\` that is meant for it`)),
    ...part === undefined || "theLibrarys" in wrong ? []
      : [problem(`it replaces the library's ${part}: handing that in must be a wrong answer, theLibrarys`)],
  ];
}
