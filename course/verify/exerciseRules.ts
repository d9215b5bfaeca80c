import { formProblems } from "./form";
import { gradientProblems } from "./gradients";
import type { ExerciseRule } from "./problem";
import { aloneProblems, solutionProblems, stubProblems } from "./unwritten";
import { partialCreditProblems, wrongAnswerProblems } from "./wrongAnswers";

/** What must hold for every exercise, in the order in which one would look. */
export const exerciseRules: ExerciseRule[] = [
  { name: "has three hints, scored checks and wrong answers", where: "solutions", problems: formProblems },
  { name: "fails as a stub, because it is not written yet", where: "solutions", problems: stubProblems },
  { name: "passes with every point as the solution, whatever the inputs", where: "solutions", problems: solutionProblems },
  { name: "passes while all other exercises of the file are unwritten", where: "checks", problems: aloneProblems },
  { name: "rejects each wrong answer with the message meant for it", where: "solutions", problems: wrongAnswerProblems },
  { name: "gives part of the points to somebody who is half right", where: "solutions", problems: partialCreditProblems },
  { name: "asks for gradients where a model is trained through it", where: "checks", problems: gradientProblems },
];
