import { type ChildProgram, typeProgram } from "./bundle";
import { ProcessDied } from "./death";
import type { Isolation } from "./isolation";
import { LearnerProcess } from "./learnerProcess";
import { defaultLimits, type Limits } from "./limits";
import { oneLine } from "./oneLine";

/** A type of a few lines can keep the compiler busy for as long as one likes: it is ended then. */
const defaults: Limits = {
  ...defaultLimits, requestTime: 20_000, exerciseTime: 20_000, heap: 640 * 2 ** 20, memory: 2 ** 30,
};

/** How the types of a submission are checked. */
export interface TypeChecker {
  program: ChildProgram;
  isolation: Isolation;
  limits: Limits;
}

/** @param folder Where the program is kept. */
export async function prepareTypeChecker(
  folder: string, isolation: Isolation, given: Partial<Limits> = {},
): Promise<TypeChecker> {
  const limits = { ...defaults, ...given };
  return { program: await typeProgram(folder, limits), isolation, limits };
}

/** Starts the compiler; from its program where its snapshot does not run. */
export function startCompiler({ program, isolation, limits }: TypeChecker): Promise<LearnerProcess> {
  return LearnerProcess.start(program, isolation, limits).catch(() =>
    LearnerProcess.start({ ...program, snapshot: null }, isolation, limits));
}

/**
 * The type errors of submitted files, found in a process that sees nothing but them and can be killed. They cost no
 * points: whether a function computes the right thing is for the checks to say.
 * @param files Texts by name.
 */
export async function checkTypes(files: Map<string, string>, checker: TypeChecker): Promise<string[]> {
  const { limits } = checker;
  let compiler: LearnerProcess | null = null;
  try {
    compiler = await startCompiler(checker);
    const answer = await compiler.ask({ op: "types", files: [...files] }, limits.requestTime);
    if (answer.ok && Array.isArray(answer.value)) return answer.value.map((error) => oneLine(String(error)));
    return ["the types could not be checked"];
  } catch (error) {
    if (!(error instanceof ProcessDied)) throw error;
    const why = error.death.kind === "timeout" ? "took too long" : "ran out of memory";
    return [`the types could not be checked: the compiler ${why}`];
  } finally {
    await compiler?.stop();
  }
}
