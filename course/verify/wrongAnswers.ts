import * as byhand from "byhand";
import { inProcessHandle } from "../exercises/handle";
import { judgeFunction } from "../exercises/judge";
import { runExercise } from "../exercises/runner";
import type { Exercise, LessonExercises, Verdict, WrongAnswer } from "../exercises/types";
import { kindsOfChecks } from "./kindsOfChecks";
import { type LessonUnderTest, SEEDS } from "./lessonUnderTest";
import { advice, type Problem, problem } from "./problem";

/** Wrong answers may use the library for their other steps, so only the library's own part is refused unrun. */
async function judgeWrong(
  exercise: Exercise, lesson: LessonExercises, { answer }: WrongAnswer, seed: number,
): Promise<Verdict> {
  const librarys = exercise.part && answer === (byhand as Record<string, unknown>)[exercise.part];
  if (librarys) return (await judgeFunction(exercise, lesson, answer, { seed })).verdict;
  return runExercise(exercise, inProcessHandle(exercise.name, answer), { seed });
}

/** Each wrong answer loses points, with the message that is meant for it. */
export async function wrongAnswerProblems(exercise: Exercise, { lesson }: LessonUnderTest): Promise<Problem[]> {
  const found: Problem[] = [];
  for (const [name, wrong] of Object.entries(exercise.wrong)) {
    for (const seed of SEEDS) {
      const { earned, points, checks } = await judgeWrong(exercise, lesson, wrong, seed);
      const messages = checks.flatMap(({ message }) => message ?? []);
      if (earned === points) {
        found.push(problem(`the wrong answer ${name}, which ${wrong.because}, gets every point with the inputs of seed ${seed}`));
      } else if (!messages.some((message) => message.includes(wrong.message))) {
        found.push(problem(`the wrong answer ${name} is not told "${wrong.message}", but: ${[...new Set(messages)].join(" · ")}`));
      } else continue;
      break; // the same with the next seed
    }
  }
  return found;
}

/** With so many checks on values, somebody who is half right gets part of the points. */
const SEVERAL = 3;

/** Among the wrong answers is one that is half right. */
export async function partialCreditProblems(exercise: Exercise, lesson: LessonUnderTest): Promise<Problem[]> {
  const kinds = await kindsOfChecks(exercise, lesson);
  const values = kinds.filter((kind) => kind === "value").length;
  if (values < SEVERAL) return [];
  for (const wrong of Object.values(exercise.wrong)) {
    const { earned, points } = await judgeWrong(exercise, lesson.lesson, wrong, SEEDS[0]);
    if (earned > 0 && earned < points) return [];
  }
  return [advice(`of its wrong answers none earns part of the points, though it has ${values} checks on values: either they `
    + "all ask the same, or a wrong answer that is half right is missing")];
}
