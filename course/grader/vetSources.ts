import { withoutTeacherParts } from "../exercises/loader";
import { helperPath, isHelper } from "../exercises/rules";
import { startCompiler, type TypeChecker } from "./checkTypes";
import { ProcessDied } from "./death";
import type { LearnerProcess } from "./learnerProcess";
import { mostFiles } from "./prepareFile";
import { FileProblem } from "./submissions/problems";
import type { Submission } from "./submissions/submission";

/** Processor time for one file, in milliseconds: an honest one of the largest size takes a tenth of it. */
const mostTime = 2_000;

/**
 * Has a process that can be killed read all that the grader is going to read itself, and makes the submission refuse the
 * files that keep the compiler busy: a line of nested `async(` takes it years, for all submissions of the run.
 */
export async function vetSources(submission: Submission, compiler: TypeChecker): Promise<void> {
  const vetting = new Vetting(compiler);
  try {
    for (const { lesson } of submission.lessons) await vetFile(`${lesson}.ts`, submission, vetting);
  } finally {
    await vetting.stop();
  }
}

/** One exercise file, in whatever form, and the helper files that it imports. */
async function vetFile(entry: string, submission: Submission, vetting: Vetting): Promise<void> {
  const waiting = [entry];
  const seen = new Set<string>();
  for (let file = waiting.pop(); file !== undefined && seen.size < mostFiles; file = waiting.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    try {
      const cells = submission.cells(file);
      if (cells) await vetting.imports(cells, file); // by themselves, and then together
      const names = await vetting.imports([withoutTeacherParts(submission.read(file))], file);
      for (const name of names.filter(isHelper)) waiting.push(helperPath(file, name));
    } catch (error) {
      if (!(error instanceof FileProblem)) throw error;
      submission.refuse(file, error);
    }
  }
}

/** A process of the compiler, started anew after each text that it could not cope with. */
class Vetting {
  private process: LearnerProcess | null = null;

  constructor(private readonly compiler: TypeChecker) {}

  /** What the texts import; throws FileProblem where the compiler does not read them in time. */
  async imports(texts: string[], file: string): Promise<string[]> {
    const busy = new FileProblem("refused", `${file} keeps the compiler busy for too long: is it nested very deeply?`);
    this.process ??= await startCompiler(this.compiler);
    try {
      const answer = await this.process.ask({ op: "parse", texts }, this.compiler.limits.requestTime);
      const { time, imports } = (answer.ok ? answer.value : {}) as { time?: number; imports?: string[] };
      if (!imports || !(time! <= mostTime)) throw busy;
      return imports;
    } catch (error) {
      if (!(error instanceof ProcessDied)) throw error;
      await this.stop();
      throw busy;
    }
  }

  async stop(): Promise<void> {
    await this.process?.stop();
    this.process = null;
  }
}
