import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as byhand from "byhand";

const ROOT = resolve(import.meta.dirname, "../../..");
const folder = mkdtempSync(join(tmpdir(), "byhand-"));
const program = join(folder, "stopChild.cjs");

beforeAll(async () => {
  await build({
    entryPoints: [join(import.meta.dirname, "stopChild.ts")],
    alias: { byhand: join(ROOT, "lib/index.ts") },
    bundle: true, platform: "node", format: "cjs", external: ["@tensorflow/tfjs-node", "webgpu"], outfile: program,
    logLevel: "silent",
  });
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A process that trains; it prints a line of JSON for each event. */
class Child {
  private readonly process: ChildProcess;
  private readonly lines: AsyncIterator<string>;
  readonly end: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;

  constructor(...args: string[]) {
    this.process = spawn(process.execPath, [program, ...args], { stdio: ["ignore", "pipe", "inherit"] });
    this.lines = createInterface({ input: this.process.stdout! })[Symbol.asyncIterator]();
    this.end = new Promise((done) => this.process.on("exit", (code, signal) => done({ code, signal })));
  }

  interrupt(): void {
    this.process.kill("SIGINT");
  }

  async until(event: string): Promise<Record<string, unknown>> {
    for (let next = await this.lines.next(); !next.done; next = await this.lines.next()) {
      const line = JSON.parse(next.value) as Record<string, unknown>;
      if (line["event"] === event) return line;
    }
    throw new Error(`the child ended before ${event}`);
  }
}

describe.skipIf(process.platform === "win32")("SIGINT", () => {
  it("stops a training run, which keeps its state, writes a checkpoint and can go on; the process lives on", async () => {
    const directory = join(folder, "run");
    const child = new Child("train", directory);
    await child.until("step");
    child.interrupt();
    const result = await child.until("result");
    expect(result).toMatchObject({ stopped: true, modelHasLearnt: true });
    expect(result["checkpointStep"]).toBe(result["steps"]);
    expect(await child.end).toEqual({ code: 0, signal: null }); // it ended by itself, after the work
  });

  it("given twice ends the process as it always did", async () => {
    const child = new Child("deaf"); // work that never looks at the signal
    await child.until("step");
    child.interrupt();
    await child.until("aborted");
    child.interrupt();
    expect(await child.end).toEqual({ code: null, signal: "SIGINT" });
  });

  it("stops work in a notebook's cell without ending the kernel, whose own handler is back afterwards", async () => {
    const child = new Child("cell");
    await child.until("step");
    child.interrupt();
    expect(await child.until("aborted")).toBeDefined();
    expect(await child.until("cell ended")).toMatchObject({ handlers: 1 });
    expect(await child.end).toEqual({ code: 0, signal: null });
  });

  it("ends the process as always before and after the work", async () => {
    const child = new Child("after");
    await child.until("after");
    child.interrupt();
    expect(await child.end).toEqual({ code: null, signal: "SIGINT" });
  });
});

describe("untilStopped", () => {
  it("takes the place of other SIGINT handlers while work runs and gives it back, whether it ends well or not", async () => {
    const other = (): void => undefined;
    process.on("SIGINT", other);
    const before = process.listeners("SIGINT");
    try {
      await byhand.untilStopped(async () => expect(process.listeners("SIGINT")).not.toContain(other));
      expect(process.listeners("SIGINT")).toEqual(before);
      await expect(byhand.untilStopped(async () => { throw new Error("no"); })).rejects.toThrow("no");
      expect(process.listeners("SIGINT")).toEqual(before);
    } finally {
      process.off("SIGINT", other);
    }
  });

  it("lets work inside work share one Stop, and the outer one goes on listening", async () => {
    const before = process.listenerCount("SIGINT");
    await byhand.untilStopped(async (outer) => {
      await byhand.untilStopped(async (inner) => {
        process.emit("SIGINT");
        expect([inner.aborted, outer.aborted]).toEqual([true, true]);
      });
      await byhand.untilStopped(async (later) => expect(later.aborted).toBe(true));
    });
    await byhand.untilStopped(async (afterwards) => expect(afterwards.aborted).toBe(false));
    expect(process.listenerCount("SIGINT")).toBe(before);
  });

  it("passes a caller's own signal on", async () => {
    const aborted = await byhand.untilStopped(async (stop) => stop.aborted, { signal: AbortSignal.abort() });
    expect(aborted).toBe(true);
  });
});
