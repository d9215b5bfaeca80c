import { withoutTeacherParts } from "../exercises/loader";
import { helperPath, isHelper } from "../exercises/rules";
import type { LessonExercises, Policy } from "../exercises/types";
import { startCompiler, type TypeChecker } from "./checkTypes";
import { ProcessDied } from "./death";
import type { LearnerProcess } from "./learnerProcess";
import { mostFiles, type Readings } from "./prepareFile";
import { FileProblem } from "./submissions/problems";
import type { Submission } from "./submissions/submission";
import { type Parsed, parsedFrom, type Reading } from "./timedParse";

/** Processor time for one file, in milliseconds: an honest one of the largest size takes 300. */
const mostTime = 2_000;

/** By how much longer than for types is waited for an answer, since a machine that is busy must cost nobody points. */
const patience = 3;

/** Not read in any time. */
const never: Parsed = { time: Infinity, readings: [] };

/** Of one process altogether, which the kernel would end after some more: it is replaced before. */
const longestUse = 10_000;

/**
 * Has a process that can be killed compile what was handed in, and makes the submission refuse the files that keep the
 * compiler busy: a line of nested `async(` takes it years, for all submissions of the run.
 */
export class SourceVetting {
  private readonly idle: VettingProcess[] = [];
  private isOver = false;

  constructor(private readonly compiler: TypeChecker) {}

  /**
   * @returns For each lesson what came of its files; of what the submission refuses there is nothing.
   */
  async vet(submission: Submission): Promise<Map<LessonExercises, Readings>> {
    const vetting = this.idle.pop() ?? new VettingProcess(this.compiler);
    const vetted = new Map<LessonExercises, Readings>();
    try {
      for (const lesson of submission.lessons) vetted.set(lesson, await vetLesson(lesson, submission, vetting));
      return vetted;
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

/** A lesson's file, in whatever form, and the helper files that it imports. */
async function vetLesson(
  { lesson, policy }: LessonExercises, submission: Submission, vetting: VettingProcess,
): Promise<Readings> {
  const waiting = [`${lesson}.ts`];
  const seen = new Set<string>();
  const readings: Readings = new Map();
  for (let file = waiting.pop(); file !== undefined && seen.size < mostFiles; file = waiting.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    try {
      const cells = submission.cells(file);
      if (cells) await vetting.read(cells, { file, policy }); // by themselves, and then together
      const [reading] = await vetting.read([withoutTeacherParts(submission.read(file))], { file, policy });
      readings.set(file, reading);
      const imports = "compiled" in reading ? reading.compiled.imports : [];
      for (const name of imports.filter(isHelper)) waiting.push(helperPath(file, name));
    } catch (error) {
      if (!(error instanceof FileProblem)) throw error;
      submission.refuse(file, error);
    }
  }
  return readings;
}

/** A process of the compiler, started anew after each text that it could not cope with. */
class VettingProcess {
  private process: LearnerProcess | null = null;
  private used = 0;

  constructor(private readonly compiler: TypeChecker) {}

  /** What comes of the texts; throws FileProblem where the compiler does not read them in time. */
  async read(texts: string[], as: { file: string; policy: Policy }): Promise<Reading[]> {
    // A process that was in use before may have died for a reason of its own: a fresh one tells.
    const answer = await this.parse(texts, as) ?? await this.parse(texts, as);
    this.used += answer?.time ?? 0;
    if (this.used > longestUse) await this.stop();
    if (answer && answer.time <= mostTime && answer.readings.length === texts.length) return answer.readings;
    throw new FileProblem("refused", `${as.file} keeps the compiler busy for too long: is it nested very deeply?`);
  }

  /** Null where the process died over it. */
  private async parse(texts: string[], as: { file: string; policy: Policy }): Promise<Parsed | null> {
    this.process ??= await startCompiler(this.compiler);
    try {
      const answer = await this.process.ask({ op: "parse", texts, ...as }, patience * this.compiler.limits.requestTime);
      return (answer.ok ? parsedFrom(answer.value) : null) ?? never;
    } catch (error) {
      if (!(error instanceof ProcessDied)) throw error;
      await this.stop();
      return error.death.kind === "timeout" ? never : null;
    }
  }

  async stop(): Promise<void> {
    await this.process?.stop();
    this.process = null;
    this.used = 0;
  }
}
