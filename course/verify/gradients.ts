import * as tf from "@tensorflow/tfjs-core";
import { inProcessHandle } from "../exercises/handle";
import { mapTensors, tensorsIn } from "../exercises/plain";
import { runExercise } from "../exercises/runner";
import type { Exercise } from "../exercises/types";
import { kindsOfChecks } from "./kindsOfChecks";
import type { LessonUnderTest } from "./lessonUnderTest";
import { type Problem, problem } from "./problem";

/** A part of a model is trained through, so a check asks for its gradients, and says why where they are lost. */
export async function gradientProblems(exercise: Exercise, lesson: LessonUnderTest): Promise<Problem[]> {
  const kinds = await kindsOfChecks(exercise, lesson);
  if (!kinds.includes("gradient")) {
    if (exercise.part === undefined || !(await computesFloats(exercise, lesson))) return [];
    return [problem("it is a part of models, which are trained through it, and no check asks for its gradients: add a "
      + "gradientCheck")];
  }
  const solution = lesson.solutionOf(exercise);
  const { checks } = await runExercise(exercise, inProcessHandle(exercise.name, offTheTape(solution)));
  return checks.flatMap(({ name, passed, message }, i) => {
    if (kinds[i] === "value") {
      return passed ? [] : [problem(`the check "${name}" asks for a value only, but fails code that has left the tape: ${message}`)];
    }
    if (passed) return [problem(`the check "${name}" passes code that has left the gradient tape`)];
    if (message && /gradient (flows|is lost)/.test(message)) return [];
    return [problem(`the check "${name}" does not say to code that has left the gradient tape that it has: ${message}`)];
  });
}

/** Right values, read out of their tensors and put into new ones: no gradient finds its way back. */
function offTheTape(solution: (...args: unknown[]) => unknown): (...args: unknown[]) => unknown {
  return (...args) => mapTensors(solution(...args), (tensor) => tf.tensor(tensor.dataSync(), tensor.shape, tensor.dtype));
}

/** Whether numbers go through it that a gradient could follow, from float32 tensors to float32 tensors. */
async function computesFloats(exercise: Exercise, lesson: LessonUnderTest): Promise<boolean> {
  let found = false;
  const isFloat = (tensor: tf.Tensor): boolean => tensor.dtype === "float32";
  const watched = (...args: unknown[]): unknown => {
    const result = lesson.solutionOf(exercise)(...args);
    found ||= tensorsIn(args).some(isFloat) && tensorsIn(result).some(isFloat);
    return result;
  };
  await runExercise(exercise, inProcessHandle(exercise.name, watched));
  return found;
}
