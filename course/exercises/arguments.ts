import { SetupError } from "../setup/problem";
import { findExercise, findLesson, lessonNames, loadLesson, meansLesson } from "./lessons";
import { similarName } from "./similarName";

/**
 * The full name of the lesson that a word on the command line means.
 * @throws SetupError where there is none; it names those that there are.
 */
export function lessonArgument(word: string): string {
  try {
    return findLesson(word);
  } catch (error) {
    throw error instanceof RangeError ? new SetupError(`✗ ${error.message}`) : error;
  }
}

/**
 * The name of an exercise, where there is one.
 * @throws SetupError where there is none; it says which may be meant.
 */
export function exerciseArgument(word: string): string {
  if (meansLesson(word)) {
    const lesson = lessonArgument(word);
    throw new SetupError(`"${word}" is a whole lesson: name one of its exercises.\n${lessonLine(lesson)}`);
  }
  try {
    return findExercise(word).exercise.name;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const meant = similarName(word, lessonNames().flatMap(exercisesOf));
    throw new SetupError(`✗ there is no exercise "${word}"${meant ? `: did you mean ${meant}?` : `. ${exercisesText()}`}`);
  }
}

/** All exercises, a line for each lesson. */
export function exercisesText(): string {
  return ["The exercises are:", ...lessonNames().map(lessonLine)].join("\n");
}

function lessonLine(lesson: string): string {
  return `  ${lesson}: ${exercisesOf(lesson).join(", ")}`;
}

function exercisesOf(lesson: string): string[] {
  return loadLesson(lesson).exercises.map(({ name }) => name);
}
