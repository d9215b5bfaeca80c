import { withoutTeacherParts } from "../exercises/loader";
import { helperPath, isHelper } from "../exercises/rules";
import type { LessonExercises } from "../exercises/types";
import { startCompiler, type TypeChecker } from "./checkTypes";
import { ProcessDied } from "./death";
import type { LearnerProcess } from "./learnerProcess";
import { mostFiles } from "./prepareFile";
import { FileProblem } from "./submissions/problems";
import type { Submission } from "./submissions/submission";
import type { Parsed } from "./timedParse";

/** Processor time for one file, in milliseconds: an honest one of the largest size takes 300. */
const mostTime = 2_000;

/** By how much longer than for types is waited for an answer, since a machine that is busy must cost nobody points. */
const patience = 3;

/** Of one process altogether, which the kernel would end after some more: it is replaced before. */
const longestUse = 10_000;

/**
 * Has a process that can be killed read all that the grader is going to read itself, and makes the submission refuse the
 * files that keep the compiler busy: a line of nested `async(` takes it years, for all submissions of the run.
 */
export class SourceVetting {
  private readonly idle: VettingProcess[] = [];
  private isOver = false;

  constructor(private readonly compiler: TypeChecker) {}

  /**
   * @param vetted Is told of each lesson whose files may be read now. What it does with them takes no time of its own: the
   * process reads the next lesson's meanwhile.
   */
  async vet(submission: Submission, vetted: (lesson: LessonExercises) => void): Promise<void> {
    const vetting = this.idle.pop() ?? new VettingProcess(this.compiler);
    try {
      let before: LessonExercises | null = null;
      for (const lesson of submission.lessons) {
        const [ready, reading] = [before, vetFile(`${lesson.lesson}.ts`, submission, vetting)];
        await Promise.all([reading, ready && Promise.resolve(ready).then(vetted)]);
        before = lesson;
      }
      if (before) vetted(before);
    } finally {
      if (this.isOver) await vetting.stop();
      else this.idle.push(vetting);
    }
  }

  /** Ends the processes, those in use as soon as they are not. */
  async stop(): Promise<void> {
    this.isOver = true;
    await Promise.all(this.idle.map((each) => each.stop()));
  }
}

/** One exercise file, in whatever form, and the helper files that it imports. */
async function vetFile(entry: string, submission: Submission, vetting: VettingProcess): Promise<void> {
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
class VettingProcess {
  private process: LearnerProcess | null = null;
  private used = 0;

  constructor(private readonly compiler: TypeChecker) {}

  /** What the texts import; throws FileProblem where the compiler does not read them in time. */
  async imports(texts: string[], file: string): Promise<string[]> {
    // A process that was in use before may have died for a reason of its own: a fresh one tells.
    const answer = await this.parse(texts) ?? await this.parse(texts);
    this.used += answer?.time ?? 0;
    if (this.used > longestUse) await this.stop();
    if (answer && answer.time <= mostTime) return answer.imports;
    throw new FileProblem("refused", `${file} keeps the compiler busy for too long: is it nested very deeply?`);
  }

  /** Null where the process died over it. */
  private async parse(texts: string[]): Promise<Parsed | null> {
    this.process ??= await startCompiler(this.compiler);
    try {
      const answer = await this.process.ask({ op: "parse", texts }, patience * this.compiler.limits.requestTime);
      return answer.ok ? answer.value as unknown as Parsed : { time: Infinity, imports: [] };
    } catch (error) {
      if (!(error instanceof ProcessDied)) throw error;
      await this.stop();
      return error.death.kind === "timeout" ? { time: Infinity, imports: [] } : null;
    }
  }

  async stop(): Promise<void> {
    await this.process?.stop();
    this.process = null;
    this.used = 0;
  }
}
