import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { containers, imageVariable, launchContainer } from "../../course/grader/container";
import { cacheFolder } from "../../course/setup/paths";
import { firstOnPath, pretendEngine, programFolder } from "./containerEngine";
import { earned, exerciseOf, goodCount, goodDouble, gradeFile, hangingLimits, importTf, leftovers, tinyLimits } from "./graderTiny";

const good = importTf + goodDouble + goodCount;
const scratch = mkdtempSync(join(tmpdir(), "grader-container-"));
afterAll(() => {
  rmSync(scratch, { recursive: true });
  process.env[imageVariable] = "";
});

describe("the command that starts a container", () => {
  const program = { bundle: "/cache/child.cjs", snapshot: "/cache/child.blob" };
  const { command, end } = launchContainer({ engine: "docker", image: "node:20" }, program, tinyLimits);
  const options = command.slice(2, command.indexOf("node:20")).join(" ");

  test.each([
    "--rm", "--interactive", "--pull never", "--network none", "--ipc none", "--read-only", "--cap-drop ALL",
    "--security-opt no-new-privileges", "--log-driver none", "--memory 314572800 --memory-swap 314572800",
    "--pids-limit 64", "--cpus 1", "--ulimit fsize=0:0", "--ulimit core=0:0", "--ulimit nofile=64:64", "--ulimit cpu=140:140",
    "--mount type=bind,src=/cache/child.cjs,dst=/box/child.cjs,ro",
  ])("holds %s", (option) => expect(` ${options} `).toContain(` ${option} `));

  test("names a user without rights, never root, and another one each time", () => {
    const another = launchContainer({ engine: "docker", image: "node:20" }, program, tinyLimits);
    const users = [command, another.command].map((each) => each[each.indexOf("--user") + 1]);
    for (const user of users) expect(user).toMatch(/^(6\d{4}):\1$/);
    expect(users[0]).not.toBe(users[1]);
  });

  test("mounts nothing else, passes no variable, and adds no right", () => {
    expect(options.match(/--mount/g)).toHaveLength(1);
    expect(options).not.toMatch(/--volume|-v |--env|--privileged|--cap-add|--device|--publish|unconfined/);
  });

  test("is undone by the name of the container", () => {
    expect(end).toEqual(["docker", "rm", "--force", command[command.indexOf("--name") + 1]]);
  });
});

describe("an image", () => {
  afterEach(() => { process.env[imageVariable] = ""; });

  test("is named by a variable, is a certain one of Node without it, and an empty name leaves containers out", () => {
    process.env[imageVariable] = "mine:1";
    expect(containers()).toEqual([{ engine: "podman", image: "mine:1" }, { engine: "docker", image: "mine:1" }]);
    process.env[imageVariable] = "";
    expect(containers()).toEqual([]);
    delete process.env[imageVariable];
    for (const { image } of containers()) expect(image).toMatch(/^node:\d+\.\d+\.\d+-/);
  });

  test("that is not there is not fetched: the reason says how to get it, and the next tier is taken", async () => {
    process.env[imageVariable] = "none:1";
    const undo = firstOnPath(programFolder(join(scratch, "none"), "echo \"Error: none:1: image not known\" >&2; exit 125"));
    try {
      const { tier, unavailable } = await gradeFile(good, { atLeast: "process" });
      expect(tier).not.toBe("container");
      expect(unavailable[0]).toBe("container (podman): Error: none:1: image not known (get it with `podman pull none:1`)");
      await expect(gradeFile(good, { atLeast: "container" })).rejects.toThrow(/podman pull none:1/);
    } finally {
      undo();
    }
  });
});

describe("with a program in place of podman, which runs the command without isolation", () => {
  const log = join(scratch, "log");
  const commands = (verb: string): string[] => existsSync(log)
    ? readFileSync(log, "utf8").split("\n").filter((line) => line.startsWith(`${verb} `)) : [];
  let undo: () => void;
  beforeEach(() => {
    rmSync(log, { force: true });
    process.env[imageVariable] = "pretended";
    undo = firstOnPath(programFolder(join(scratch, "pretended"), pretendEngine(log, "pretended")));
  });
  afterEach(async () => {
    undo();
    process.env[imageVariable] = "";
    expect(await leftovers()).toEqual([]);
  });

  test("requests, answers and printed text have pipes of their own, and each container is removed", async () => {
    const verdict = await gradeFile(`${good}console.log("{\\"nonce\\":\\"ready\\"}");`, { types: false });
    expect(verdict).toMatchObject({ tier: "container", container: { engine: "podman", image: "pretended" }, earned: 43 });
    const names = commands("run").map((line) => /--name (\S+)/.exec(line)![1]);
    expect(names).toHaveLength(5); // a trial, the reading of the files, and three exercises
    expect(new Set(names).size).toBe(5);
    expect(commands("rm").map((line) => line.split(" ").at(-1)).sort()).toEqual(names.sort());
  });

  test("types are checked in a container, too", async () => {
    const verdict = await gradeFile(`${good}export const n: number = "text";`, { types: true, tier: "container", cache: join(cacheFolder, "grader") });
    expect(verdict.types).toEqual([expect.stringMatching(/^00-tiny\.ts:4: this is of another type/)]);
  });

  test("what hangs, floods and ends itself costs that function alone", async () => {
    const wicked = [
      "for (;;);", "for (;;) (process as any).getBuiltinModule(\"fs\").writeSync(2, \"x\".repeat(65536));", "process.exit(0);",
      "(process as any).kill(process.pid, \"SIGKILL\");",
    ];
    const reasons = [/no answer within 6 s/, /printed more than/, /ended its own process/, /ended (from outside|its own process)/];
    for (const [i, code] of wicked.entries()) {
      const verdict = await gradeFile(`${goodCount}export function double() { ${code} }`, { limits: hangingLimits });
      expect(earned(verdict)).toEqual({ double: 0, count: 5, upper: 7 });
      expect(exerciseOf(verdict, "double").reason?.message).toMatch(reasons[i]);
    }
  });
});
