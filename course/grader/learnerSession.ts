import type { Submission } from "../exercises/loadSubmission";
import { LearnerError, type PlainValue, type Policy } from "../exercises/types";
import type { ChildProgram } from "./bundle";
import { ProcessDied } from "./death";
import type { Isolation } from "./isolation";
import { LearnerProcess } from "./learnerProcess";
import type { Limits } from "./limits";
import type { Request } from "./protocol";

/** A learner's file, compiled with its helper files and ready to be sent to a process. */
export interface LearnerFile {
  submission: Submission;
  policy: Policy;
  /** Why it does not even load, once that is known: no need to try again for each exercise in it. */
  loadFailure: LearnerError | null;
}

/** Where and within which bounds learner's processes run. */
export interface Sandbox {
  program: ChildProgram;
  isolation: Isolation;
  /** The stricter ways that do not work here, and why. */
  unavailable: string[];
  limits: Limits;
}

/** The processes of one exercise: one at a time, and a fresh one after each that died. */
export class LearnerSession {
  private learner: LearnerProcess | null = null;
  private timeLeft: number;

  constructor(private readonly file: LearnerFile, private readonly sandbox: Sandbox) {
    this.timeLeft = sandbox.limits.exerciseTime;
  }

  /**
   * Lets the learner's process do one thing, starting and loading it if need be.
   * @throws LearnerError for all that can go wrong with the learner's code.
   */
  async ask(request: Request): Promise<PlainValue> {
    if (this.file.loadFailure) throw this.file.loadFailure;
    const { requestTime, exerciseTime } = this.sandbox.limits;
    if (this.timeLeft <= 0) {
      throw new LearnerError("timeout", `not run: the ${exerciseTime / 1000} s for this exercise were used up before`);
    }
    const used = this.learner !== null;
    const started = performance.now();
    try {
      const learner = this.learner ?? (await this.load());
      return await this.send(learner, request, Math.min(requestTime, this.timeLeft));
    } catch (error) {
      // What an earlier call left behind, such as a timer that throws, is not this call's fault.
      if (!used || !(error instanceof LearnerError) || error.kind !== "crashed") throw error;
      return await this.send(await this.load(), request, requestTime);
    } finally {
      this.timeLeft -= performance.now() - started;
    }
  }

  async stop(): Promise<void> {
    await this.learner?.stop();
    this.learner = null;
  }

  private async load(): Promise<LearnerProcess> {
    const { program, isolation, limits } = this.sandbox;
    const learner = await LearnerProcess.start(program, isolation, limits);
    this.learner = learner;
    const { submission: { entry, files }, policy } = this.file;
    try {
      await this.send(learner, { op: "load", entry, files: [...files], policy }, limits.requestTime);
    } catch (error) {
      if (!(error instanceof LearnerError)) throw error;
      await this.stop();
      const message = error.kind === "threw" ? error.message : `${entry} does not load: ${error.message}`;
      this.file.loadFailure = new LearnerError(error.kind, message, error.where);
      throw this.file.loadFailure;
    }
    return learner;
  }

  /** The learner's process does one thing within the time; what it may do wrong becomes a LearnerError. */
  private async send(learner: LearnerProcess, request: Request, time: number): Promise<PlainValue> {
    try {
      const answer = await learner.ask(request, time);
      if (answer.ok) return answer.value;
      throw new LearnerError(answer.kind, answer.message, answer.where);
    } catch (error) {
      if (!(error instanceof ProcessDied)) throw error;
      await this.stop();
      const { kind, message } = error.death;
      throw new LearnerError(kind, message);
    }
  }
}
