import { execFile } from "node:child_process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { learnerProgram } from "../../course/grader/bundle";
import { imageVariable, launchContainer } from "../../course/grader/container";
import { LearnerProcess } from "../../course/grader/learnerProcess";
import { firstOnPath, realEngine } from "./containerEngine";
import { exerciseOf, goodCount, goodDouble, gradeFile, hangingLimits, importTf, tinyCache, tinyLimits } from "./graderTiny";

const good = importTf + goodDouble + goodCount;

const real = realEngine();
describe.runIf(real !== null)("in a real container", () => {
  let undo: () => void;
  beforeAll(() => {
    process.env[imageVariable] = real!.image;
    undo = firstOnPath(real!.folder);
  });
  afterAll(() => {
    undo();
    process.env[imageVariable] = "";
    real!.remove();
  });

  /** How many containers there are of this run's image. */
  const containersLeft = (): Promise<number> => new Promise((resolve) => {
    const all = ["ps", "--all", "--format", "{{.Image}}"];
    execFile(real!.engine, all, (_, output) => resolve(output.split("\n").filter((line) => line.includes(real!.image)).length));
  });

  test("right answers have all points, the tier stands in the result, and no container is left", async () => {
    const verdict = await gradeFile(good);
    expect(verdict).toMatchObject({ tier: "container", user: "nobody", container: { engine: real!.engine }, earned: 43 });
    expect(await containersLeft()).toBe(0);
  });

  test("what hangs is ended with its container", async () => {
    const verdict = await gradeFile(`${goodCount}export function double() { for (;;); }`, { limits: hangingLimits });
    expect(exerciseOf(verdict, "double").reason?.message).toMatch(/no answer within 6 s/);
    expect(await containersLeft()).toBe(0);
  });

  test("the kernel ends what takes too much memory, in processes or in all", async () => {
    const verdict = await gradeFile(`${goodCount}const kept: Uint8Array[] = [];
export function double() { for (;;) kept.push(new Uint8Array(16e6).fill(1)); }`);
    expect(exerciseOf(verdict, "double").reason?.message).toMatch(/memory|allocation/i);
  });

  /** What the code in such a container finds, without Node's own restrictions in its way. */
  async function found(expression: string): Promise<string> {
    const { bundle } = await learnerProgram(tinyCache, tinyLimits);
    const { command: [program, ...args], environment, end } =
      launchContainer({ engine: real!.engine, image: real!.image }, { bundle, snapshot: null }, tinyLimits);
    const node = args.slice(0, args.indexOf("node") + 1);
    const code = `const fs = require("fs"), cp = require("child_process"), os = require("os");
      const attempt = (f) => { try { return String(f()); } catch (e) { return e.code || e.message; } };
      fs.writeSync(3, JSON.stringify(${expression}));
      process.exit();`;
    const output = await new Promise<string>((resolve) => {
      const started = execFile(program, [...node, "-e", code], { env: environment }, (_, text, words) => resolve(text || words));
      started.stdin?.end();
    });
    await new Promise((resolve) => execFile(end![0], end!.slice(1), { env: environment }, resolve));
    return output;
  }

  test("there is no root, no right, no network, no variable of the grader's, and nothing can be written", async () => {
    process.env.GRADER_TEST_TOKEN = "a-secret-token";
    const seen = JSON.parse(await found(`{
      user: process.getuid(), status: fs.readFileSync("/proc/self/status", "utf8"), environment: process.env,
      network: Object.keys(os.networkInterfaces()), host: os.hostname(),
      written: ["/a", "/tmp/a", "/box/a", "/box/child.cjs", "/dev/shm/a"]
        .map((path) => attempt(() => fs.writeFileSync(path, "text"))),
      processes: fs.readdirSync("/proc").filter((name) => +name > 0).length,
      disk: fs.readdirSync("/box"),
    }`)) as Record<string, never>;
    delete process.env.GRADER_TEST_TOKEN;
    expect(seen.user).toBeGreaterThan(60_000);
    expect(seen.status).toMatch(/CapBnd:\t0+\n/);
    expect(seen.status).toMatch(/NoNewPrivs:\t1\n/);
    expect(seen.status).toMatch(/Seccomp:\t2\n/);
    expect(JSON.stringify(seen.environment)).not.toMatch(/a-secret-token|DOCKER|XDG/);
    expect(seen.network).toEqual(["lo"]);
    expect(seen.host).toBe("box");
    expect(seen.written).toHaveLength(5);
    for (const outcome of seen.written as string[]) expect(outcome).toMatch(/EROFS|EACCES|ENOENT|EPERM|EFBIG/);
    expect(seen.processes).toBeLessThan(6);
    expect(seen.disk).toEqual(["child.cjs"]);
  });

  test("processes end at their number, and memory is that of all together", async () => {
    const [started, failed] = JSON.parse(await found(`(() => {
      const children = Array.from({ length: 100 }, () => cp.spawn("/bin/sh", ["-c", "read x"]).on("error", () => {}));
      return [children.filter(({ pid }) => pid).length, children.filter(({ pid }) => !pid).length];
    })()`)) as [number, number];
    expect(started).toBeLessThan(64);
    expect(failed).toBeGreaterThan(36);
  });

  test("a container whose grader was killed ends with its requests", async () => {
    const { bundle } = await learnerProgram(tinyCache, tinyLimits);
    const learner = await LearnerProcess.start({ bundle, snapshot: null }, {
      tier: "container", systemLimits: true, user: "nobody", container: { engine: real!.engine, image: real!.image },
    }, tinyLimits);
    expect(await containersLeft()).toBe(1);
    learner["child"].kill("SIGKILL"); // the client alone, as if the grader had died with it
    for (let i = 0; i < 300 && await containersLeft() > 0; i++) await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await containersLeft()).toBe(0);
    await learner.stop();
  });
});
