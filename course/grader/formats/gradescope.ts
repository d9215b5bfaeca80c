import { type LearnersCheck, learnersView } from "../learnersView";
import { jsonText, perSubmission } from "./format";

/**
 * Gradescope's `results.json` (gradescope-autograders.readthedocs.io/en/latest/specs): one test for each check.
 *
 * Hidden checks are shown, without any text: tests that Gradescope itself hides also hide the total score. What a
 * learner's code may have had a hand in is plain text; without saying so, the overall output would be HTML.
 */
export const gradescope = perSubmission("gradescope", "gradescope.json", (verdict) => {
  const { points, earned, problem, notes, types, tier, byhand, course, lessons } = learnersView(verdict);
  const sum = problem === null ? `${earned} of ${points} points` : `Not graded: ${problem}`;
  const output = [sum, ...notes, ...(types ?? []).map((error) => `Type error: ${error}`)].join("\n");
  return jsonText({
    score: earned,
    output,
    output_format: "text",
    test_output_format: "text",
    test_name_format: "text",
    stdout_visibility: "hidden",
    extra_data: { course, byhand, isolation: tier },
    tests: lessons.flatMap(({ lesson, exercises }, i) => exercises.flatMap(({ name, checks }, j) =>
      checks.map((check, k) => ({
        name: `${lesson} ${name}: ${check.name}`,
        number: `${i + 1}.${j + 1}.${k + 1}`,
        tags: [lesson, name],
        ...test(check),
      })))),
  });
});

function test({ points, earned, message }: LearnersCheck): object {
  return {
    score: earned,
    max_score: points,
    status: message === null ? "passed" : "failed",
    output: message ?? "",
    visibility: "visible",
  };
}
