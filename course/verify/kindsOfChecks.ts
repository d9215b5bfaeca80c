import { Random } from "byhand";
import { inProcessHandle } from "../exercises/handle";
import type { Exercise } from "../exercises/types";
import { type LessonUnderTest, SEEDS } from "./lessonUnderTest";

/** What a check asks a function for. */
export type CheckKind = "value" | "gradient";

/** Of each check of an exercise, found out by watching it with the solution. */
export async function kindsOfChecks(exercise: Exercise, lesson: LessonUnderTest): Promise<CheckKind[]> {
  const solution = inProcessHandle(exercise.name, lesson.solutionOf(exercise));
  const kinds: CheckKind[] = [];
  for (const check of exercise.checks) {
    let kind: CheckKind = "value";
    const random = new Random(SEEDS[0]).fork(`${exercise.name}/${check.name}`);
    await check.run({
      call: (...args) => solution.call(...args),
      gradient: (...args) => {
        kind = "gradient";
        return solution.gradient(...args);
      },
    }, { random }).catch(() => null); // what is wrong with it is another rule's business
    kinds.push(kind);
  }
  return kinds;
}
