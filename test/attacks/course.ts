import { isPlainTensor, plain } from "../../course/exercises/plain";
import type { Check, LessonExercises, PlainValue } from "../../course/exercises/types";
import { tinyLessons } from "../course/tinyLessons";

/** Stands in the name and in the messages of every hidden check, and nowhere else. */
export const hiddenWord = "XYLOPHONE";
/** The inputs of the hidden checks, as they would read in a result that leaks them. */
export const hiddenInputs = { number: 7301.625, text: "zanzibar" };
export const hiddenTexts = [hiddenWord, "7301.625", "14603.25", "ZANZIBAR", "zanzibar"];

function hidden(points: number, input: PlainValue, passes: (got: PlainValue) => boolean): Check {
  return {
    name: `${hiddenWord} ${points}`, points, hidden: true,
    run: async (handle) =>
      (passes(await handle.call(input)) ? null : `${hiddenWord}: not for ${JSON.stringify(input)}`),
  };
}

const isDoubled = (got: PlainValue): boolean => isPlainTensor(got) && got.values[0] === 2 * hiddenInputs.number;
const hiddenChecks: Record<string, Check> = {
  double: hidden(32, plain([hiddenInputs.number]), isDoubled),
  count: hidden(3, hiddenInputs.text, (got) => got === hiddenInputs.text.length),
  upper: hidden(2, hiddenInputs.text, (got) => got === hiddenInputs.text.toUpperCase()),
};

/** Three exercises in two files, each with public checks and a hidden one. */
export const attackedLessons: LessonExercises[] = tinyLessons.map((lesson) => ({
  ...lesson,
  exercises: lesson.exercises.map((exercise) => ({
    ...exercise,
    checks: [...exercise.checks, hiddenChecks[exercise.name]],
    hiddenPoints: hiddenChecks[exercise.name].points,
  })),
}));

/** The points of each check, hidden ones last: powers of two for `double`, so that any sum tells which were passed. */
export const full = { double: [1, 2, 4, 8, 16, 32], count: [5, 3], upper: [7, 2] };
