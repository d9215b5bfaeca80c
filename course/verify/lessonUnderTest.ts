import { readFileSync } from "node:fs";
import { join } from "node:path";
import { inProcessHandle } from "../exercises/handle";
import { loadSubmission, type LoadedSubmission, readSubmission } from "../exercises/loader";
import { runExercise, unrunVerdict } from "../exercises/runner";
import { stubFrom } from "../exercises/stubs";
import type { Exercise, LessonExercises, Verdict } from "../exercises/types";

/** The inputs of checks are random: what is proven is proven for each of these seeds. */
export const SEEDS = [1, 2, 3];

/** A lesson with its solution file, which can be run as it is or changed. */
export class LessonUnderTest {
  readonly lesson: LessonExercises;
  /** Of the solutions. */
  readonly path: string;
  readonly source: string;
  readonly #loaded = new Map<string, LoadedSubmission>();

  /** @throws Error where there is no solution file, as in a student edition. */
  constructor(lesson: LessonExercises) {
    this.lesson = lesson;
    this.path = join(lesson.home, "solutions", `${lesson.lesson}.ts`);
    this.source = readFileSync(this.path, "utf8");
  }

  /** What learners find. */
  get stub(): string {
    return stubFrom(this.source, { file: this.path });
  }

  /** The verdict on an exercise, with a text in the place of the solution file; never throws. */
  async run(exercise: Exercise, { source = this.source, seed = SEEDS[0] } = {}): Promise<Verdict> {
    try {
      const { exports, locate } = this.#load(source);
      return await runExercise(exercise, inProcessHandle(exercise.name, exports[exercise.name], { locate }), { seed });
    } catch (error) {
      return unrunVerdict(exercise, error);
    }
  }

  /** The solution of an exercise as a function. */
  solutionOf({ name }: Exercise): (...args: unknown[]) => unknown {
    return this.#load(this.source).exports[name] as (...args: unknown[]) => unknown;
  }

  #load(source: string): LoadedSubmission {
    const known = this.#loaded.get(source);
    if (known) return known;
    const { policy } = this.lesson;
    const read = (path: string): string => (path === this.path ? source : readFileSync(path, "utf8"));
    const loaded = loadSubmission(readSubmission(this.path, policy, { read }), policy);
    this.#loaded.set(source, loaded);
    return loaded;
  }
}
