import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { childEnvironment } from "../../course/grader/launch";
import { exerciseOf, goodCount, goodDouble, gradeFile, importTf, leftovers, submit } from "./graderTiny";

const good = importTf + goodDouble + goodCount;

describe("the isolation in use", () => {
  const nodeFs = "const { getBuiltinModule } = process as any; const fs = getBuiltinModule(\"fs\");\n";
  const tell = (expression: string): string =>
    `${nodeFs}${goodCount}export function double() { throw new Error("told: " + ${expression}); }`;

  const restricted = /your code stopped at 00-tiny\.ts:3: Access to this API has been restricted/;

  async function told(expression: string): Promise<string> {
    const verdict = await gradeFile(tell(expression));
    expect(verdict.earned).toBe(12);
    return exerciseOf(verdict, "double").reason?.message ?? "";
  }

  test("is the strictest that a trial run shows to work, and stands in the result", async () => {
    const works = ((): boolean => {
      try {
        execFileSync("bwrap", ["--unshare-all", "--unshare-user", "--disable-userns", "--ro-bind", "/", "/", "true"]);
        return true;
      } catch {
        return false;
      }
    })();
    const { tier, unavailable } = await gradeFile(good);
    expect(tier).toBe(works ? "bubblewrap" : "process");
    expect(unavailable.filter((why) => !why.includes("as nobody"))[0] ?? "").toMatch(works ? /^$/ : /^bubblewrap: ./);
  });

  test("may be required, and then nothing weaker is taken", async () => {
    const { PATH: systemPath } = childEnvironment;
    childEnvironment.PATH = "/nowhere";
    try {
      await expect(gradeFile(good, { atLeast: "bubblewrap" })).rejects.toThrow(/could be started \(.*bubblewrap: /);
      expect(await gradeFile(good, { atLeast: "process" })).toMatchObject({
        tier: "process", systemLimits: false, earned: 43,
        unavailable: expect.arrayContaining([expect.stringMatching(/^bubblewrap: /), expect.stringMatching(/^process: /)]),
      });
    } finally {
      childEnvironment.PATH = systemPath;
    }
  });

  test("is not root's, and says so", async () => {
    for (const tier of ["bubblewrap", "process"] as const) {
      const verdict = await gradeFile(tell("process.getuid!()"), { tier }).catch(() => null);
      if (verdict === null) continue; // bubblewrap does not work everywhere
      expect(verdict.user).toBe(process.getuid?.() === 0 ? "nobody" : "own");
      expect(exerciseOf(verdict, "double").reason?.message).toMatch(/told: [1-9]\d*$/);
    }
  });

  test("hides the files of the course and of the teacher", async () => {
    const hidden = join(submit({ "checks.txt": "" }), "checks.txt");
    expect(await told(`fs.readFileSync(${JSON.stringify(hidden)}, "utf8")`)).toMatch(restricted);
    expect(await told(`fs.readdirSync(${JSON.stringify(process.cwd())})`)).toMatch(restricted);
  });

  test("hides the environment", async () => {
    process.env.GRADER_TEST_TOKEN = "a-secret-token";
    try {
      const message = await told("JSON.stringify(process.env)");
      expect(message).toMatch(/told: \{/);
      expect(message).not.toContain("a-secret-token");
      expect(await told("fs.readFileSync(`/proc/${process.ppid}/environ`, \"utf8\")")).toMatch(restricted);
    } finally {
      delete process.env.GRADER_TEST_TOKEN;
    }
  });

  test("lets no file be written", async () => {
    const target = join(submit({}), "results.json");
    expect(await told(`fs.writeFileSync(${JSON.stringify(target)}, "{}")`)).toMatch(restricted);
    expect(() => readFileSync(target)).toThrow(/ENOENT/);
  });

  test.each([
    ["another process", "getBuiltinModule(\"child_process\").spawnSync(\"/bin/sh\", [\"-c\", \"echo started\"]).stdout"],
    ["a detached process", "getBuiltinModule(\"child_process\").spawn(\"sleep\", [\"98765\"], { detached: true }).pid"],
    ["a worker", "new (getBuiltinModule(\"worker_threads\").Worker)(\"for(;;);\", { eval: true })"],
  ])("lets %s not be started", async (_, expression) => {
    expect(await told(expression)).toMatch(restricted);
    expect(await leftovers("98765")).toEqual([]);
  });
});

test("no connection reaches this machine from a submission under bubblewrap", async () => {
  let connections = 0;
  const server = createServer(() => connections++).listen(0, "127.0.0.1");
  try {
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const { tier } = await gradeFile(`${good}
(process as any).getBuiltinModule("net").connect(${port}, "127.0.0.1").on("error", () => {});`);
    expect(tier === "bubblewrap" ? connections : 0).toBe(0);
  } finally {
    server.close();
  }
});
