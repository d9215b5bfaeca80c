import type { ChildProcess } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import type { ChildProgram } from "./bundle";
import * as death from "./death";
import { type Death, ProcessDied } from "./death";
import { Frames } from "./frames";
import type { Isolation } from "./isolation";
import { type Launch, launch } from "./launch";
import { type Limits, startTime } from "./limits";
import { residentMemory } from "./processTree";
import * as protocol from "./protocol";
import type { Answer, Request } from "./protocol";
import { end, endNow, kill, start } from "./runLaunch";

interface Waiting {
  nonce: string;
  timer: NodeJS.Timeout;
  resolve(answer: Answer): void;
  reject(error: ProcessDied): void;
}

const living = new Set<LearnerProcess>();
process.on("exit", () => living.forEach((learner) => learner.killNow()));
// Without a listener Node opens its debugger on this signal, which a process of the same user could send and then use.
if (process.platform !== "win32") process.on("SIGUSR1", () => undefined);

/** One child process for a learner's code. Whatever it does out of turn ends it, always by SIGKILL. */
export class LearnerProcess {
  /** The end of what it printed, to tell one kind of crash from another. */
  private lastWords = "";
  private printed = 0;
  private readonly frames = new Frames();
  private waiting: Waiting | null = null;
  private death: Death | null = null;
  private readonly child: ChildProcess;
  private readonly gone: Promise<void>;
  private readonly watch: NodeJS.Timeout;

  private constructor(private readonly launch: Launch, private readonly limits: Limits) {
    this.child = start(launch);
    living.add(this);
    this.gone = new Promise((resolve) => this.child.once("close", () => resolve()));
    this.child.on("error", (error) => this.die(death.notStarted(error.message)));
    this.child.on("exit", (code, signal) => {
      // What it wrote before its end may still be on the way.
      setImmediate(() => this.die(death.exit({ code, signal, lastWords: this.lastWords, limits })));
    });
    for (const output of launch.pipes.printed) this.pipe(output).on("data", (bytes: Buffer) => this.hear(bytes));
    this.pipe(launch.pipes.answers).on("data", (bytes: Buffer) => this.read(bytes));
    for (const stream of this.child.stdio) stream?.on("error", () => undefined); // its end is told by "exit"
    this.watch = setInterval(() => this.watchMemory(), 20);
  }

  /**
   * Starts a process, in which no learner's code runs yet.
   * @throws ProcessDied where it does not come up.
   */
  static async start(program: ChildProgram, isolation: Isolation, limits: Limits): Promise<LearnerProcess> {
    const learner = new LearnerProcess(launch(program, isolation, limits), limits);
    try {
      await learner.answerTo(protocol.readyNonce, startTime);
    } catch (error) {
      await learner.stop();
      throw new ProcessDied(death.notStarted(learner.lastWords.trim().split("\n")[0] || (error as Error).message));
    }
    return learner;
  }

  /**
   * Sends one request and waits for its answer; a second one at the same time is a mistake of the caller.
   * @throws ProcessDied where none came in time or at all.
   */
  ask(request: Request, time: number): Promise<Answer> {
    const nonce = protocol.freshNonce();
    const answer = this.answerTo(nonce, time);
    if (!this.death) this.pipe(this.launch.pipes.requests).write(protocol.requestLine(request, nonce));
    return answer;
  }

  /** Ends the process and waits until it and its pipes are gone. */
  async stop(): Promise<void> {
    this.die(death.stopped());
    await end(this.launch);
    const waited = new Promise((resolve) => setTimeout(resolve, 500).unref());
    await Promise.race([this.gone, waited]); // something that it started may still hold a pipe
    for (const stream of this.child.stdio) stream?.destroy();
    living.delete(this);
  }

  /** Ends the process and all that it started before this function returns. */
  killNow(): void {
    kill(this.child);
    endNow(this.launch);
  }

  private answerTo(nonce: string, time: number): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (this.death) return reject(new ProcessDied(this.death));
      if (this.waiting) throw new Error("a request is under way already");
      const timer = setTimeout(() => this.die(death.timeout(time)), time);
      this.waiting = { nonce, timer, resolve, reject };
    });
  }

  private read(bytes: Buffer): void {
    if (this.death) return;
    let lines: Buffer[];
    try {
      lines = this.frames.push(bytes);
    } catch {
      return this.die(death.tooLong());
    }
    for (const line of lines) {
      const answer = this.waiting && protocol.parseAnswer(line, this.waiting.nonce);
      if (!this.waiting || !answer) return this.die(death.notAnAnswer());
      clearTimeout(this.waiting.timer);
      this.waiting.resolve(answer);
      this.waiting = null;
    }
  }

  private hear(bytes: Buffer): void {
    this.lastWords = (this.lastWords + bytes.toString("latin1")).slice(-4000);
    this.printed += bytes.length;
    if (this.printed > this.limits.printed) this.die(death.output(this.limits.printed));
  }

  private watchMemory(): void {
    const { memory } = this.limits;
    if (this.child.pid !== undefined && residentMemory(this.child.pid) > memory) this.die(death.memory(memory));
  }

  private die(cause: Death): void {
    if (this.death) return;
    this.death = cause;
    clearInterval(this.watch);
    kill(this.child);
    if (!this.waiting) return;
    clearTimeout(this.waiting.timer);
    this.waiting.reject(new ProcessDied(this.death));
    this.waiting = null;
  }

  private pipe(descriptor: number): Readable & Writable {
    return this.child.stdio[descriptor] as Readable & Writable;
  }
}
