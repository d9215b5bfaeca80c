import { InvalidArgumentError } from "commander";
import { findExercise, findLesson } from "./lessons";

/** The full name of the lesson that a word on the command line means. */
export function lessonArgument(word: string): string {
  return orInvalid(() => findLesson(word));
}

/** The name of an exercise, where there is one. */
export function exerciseArgument(word: string): string {
  return orInvalid(() => findExercise(word).exercise.name);
}

function orInvalid<T>(find: () => T): T {
  try {
    return find();
  } catch (error) {
    if (error instanceof RangeError) throw new InvalidArgumentError(error.message);
    throw error;
  }
}
