import { check, reset } from "byhand-course";
import { Command } from "commander";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync }
  from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it, vi } from "vitest";
import { register } from "../../course/commands/reset";
import { keepCopy } from "../../course/exercises/backup";
import { originalStub } from "../../course/exercises/originalStub";
import { type Reset, resetExercise, resetLesson } from "../../course/exercises/reset";
import { root } from "../../course/setup/paths";
import { functionText, writtenFrom } from "./learnersText";

const place = mkdtempSync(join(tmpdir(), "byhand-reset-"));
const folder = join(place, "exercises");
const backups = join(place, "backups");
const lesson = "05-attention";
const file = join(folder, `${lesson}.ts`);
const original = originalStub(lesson);
const options = { folder, backups };

const own = writtenFrom(original);

const put = (text: string): void => writeFileSync(file, text);
const now = (): string => readFileSync(file, "utf8");
const kept = (): string[] => (existsSync(backups) ? readdirSync(backups) : []);
const resetOne = (name: string): Promise<Reset> => resetExercise({ name, lesson }, options);

beforeEach(() => {
  rmSync(folder, { recursive: true, force: true });
  rmSync(backups, { recursive: true, force: true });
  mkdirSync(folder);
  put(own);
});
afterAll(() => rmSync(place, { recursive: true }));

describe("resetting one exercise", () => {
  it("puts its stub back and leaves every other byte as it is", async () => {
    const { changed, added } = await resetOne("causalMask");
    expect({ changed, added }).toEqual({ changed: true, added: [] });
    expect(now()).toBe(own.replace(functionText(own, "causalMask"), () => functionText(original, "causalMask")));
    expect(now()).toContain("// my decoder mask, with a tab\there");
    expect(now()).toContain("const allowed =");
  });

  it("keeps the file as it was, and says where", async () => {
    const { backup } = await resetOne("causalMask");
    expect(readFileSync(backup!, "utf8")).toBe(own);
    expect(kept()).toHaveLength(1);
  });

  it("asked twice, does nothing twice", async () => {
    await resetOne("causalMask");
    const first = now();
    expect(await resetOne("causalMask")).toEqual({ backup: null, changed: false, added: [], line: null });
    expect(now()).toBe(first);
    expect(kept()).toHaveLength(1);
  });

  it("writes the whole file where there is none", async () => {
    rmSync(file);
    expect(await resetOne("causalMask")).toEqual({ backup: null, changed: true, added: [], line: null });
    expect(now()).toBe(original);
  });

  it("writes through a link, which stays one", async () => {
    const elsewhere = join(place, "elsewhere.ts");
    cpSync(file, elsewhere);
    rmSync(file);
    symlinkSync(elsewhere, file);
    await resetOne("causalMask");
    expect(readFileSync(elsewhere, "utf8")).toContain(functionText(original, "causalMask"));
    expect(now()).toBe(readFileSync(elsewhere, "utf8"));
  });
});

describe("what reset does not touch", () => {
  it.each([
    ["a file with a syntax error", `${own}\nexport function ( {`, /05-attention\.ts:\d+ cannot be read as TypeScript/],
    ["a function that shares its line", own.replace("export function causalMask", "function other")
      + "export const causalMask = 1, two = 2;\n", /declares causalMask together with other things/],
    ["a function from elsewhere", own.replace("export function causalMask", "function other")
      + 'export { causalMask } from "./helper";\n', /brings it from elsewhere/],
    ["a solution file", readFileSync(join(root, "solutions", `${lesson}.ts`), "utf8"), /only learners' files are reset/],
  ])("%s", async (_, text, message) => {
    put(text);
    await expect(resetOne("causalMask")).rejects.toThrow(message);
    expect(now()).toBe(text);
    expect(kept()).toEqual([]);
  });

  it("a file that is not UTF-8, whose bytes would change", async () => {
    writeFileSync(file, Buffer.concat([Buffer.from(own), Buffer.from([0x2f, 0x2f, 0xe9])]));
    await expect(resetOne("causalMask")).rejects.toThrow(/not text in UTF-8/);
  });
});

describe("resetting a whole lesson", () => {
  it("puts the file back as it was given out, also one that cannot be read, and keeps the learner's", async () => {
    put("export function ( {");
    const { backup } = await resetLesson(lesson, options);
    expect(now()).toBe(original);
    expect(readFileSync(backup!, "utf8")).toBe("export function ( {");
    expect(await resetLesson(lesson, options)).toEqual({ backup: null, changed: false, added: [], line: null });
  });
});

describe("a copy that is put aside", () => {
  it("never replaces an earlier one, even in the same millisecond", async () => {
    vi.useFakeTimers({ now: 0, toFake: ["Date"] });
    const copies = await Promise.all(["a", "b", "c"].map((text) => keepCopy("x.ts", text, { folder: backups })));
    vi.useRealTimers();
    expect(copies.map((path) => readFileSync(path, "utf8"))).toEqual(["a", "b", "c"]);
  });
});

describe("an edition without solutions", () => {
  it("takes the stub from the original that it keeps, and says so where that is gone", () => {
    const home = join(place, "edition");
    mkdirSync(join(home, "exercises", ".original"), { recursive: true });
    expect(() => originalStub(lesson, { home })).toThrow(/exercises\/\.original\/05-attention\.ts\): update the course/);
    writeFileSync(join(home, "exercises", ".original", `${lesson}.ts`), "// as it was\n");
    expect(originalStub(lesson, { home })).toBe("// as it was\n");
  });
});

describe("reset() and npm run reset", () => {
  const shown: string[] = [];
  beforeEach(() => {
    shown.length = 0;
    vi.stubEnv("BYHAND_EXERCISES", folder);
    vi.spyOn(console, "log").mockImplementation((text: string) => void shown.push(text));
    return () => {
      vi.unstubAllEnvs();
      vi.restoreAllMocks();
    };
  });

  it("says where the copy is and how to have it again; the exercise is unwritten then", async () => {
    await reset("causalMask");
    const [, from, to] = /\b(?:cp|copy) (\S+) (\S+)`/.exec(shown[0])!;
    const top = join(folder, ".."); // what the learner sees as the course: the tool's words are meant from there
    expect(join(top, to)).toBe(file);
    expect(readFileSync(join(top, from), "utf8")).toBe(own);
    const line = Number(/Your causalMask alone is at line (\d+) of the copy/.exec(shown[0])![1]);
    expect(own.split("\n")[line - 1]).toMatch(/^export function causalMask\(/);
    expect(shown[0]).toMatch(/`: it replaces everything that is in the file by then/);
    await check("causalMask");
    expect(shown[1]).toMatch(/○ causalMask: not written yet/);
    await reset("causalMask");
    expect(shown[2]).toMatch(/causalMask is the stub already; nothing was changed/);
  });

  it("offers the whole lesson where one function cannot be told from the rest", async () => {
    put("export function ( {");
    await reset("causalMask");
    expect(shown[0]).toMatch(/was not reset[^]*05-attention\.ts:1 cannot be read[^]*`npm run reset -- 05`$/);
    expect(now()).toBe("export function ( {");
    await reset("05");
    expect(now()).toBe(original);
    const [, from] = /\b(?:cp|copy) (\S+)/.exec(shown[1])!;
    expect(readFileSync(join(folder, "..", from), "utf8")).toBe("export function ( {");
  });

  it("knows lessons and exercises only", async () => {
    await reset("nothing");
    expect(shown[0]).toMatch(/there is no exercise "nothing": there are softmax/);
    const program = new Command().exitOverride();
    register(program);
    program.commands[0].exitOverride().configureOutput({ writeErr: (text) => void shown.push(text) });
    await expect(program.parseAsync(["node", "cli", "reset", "55"])).rejects.toThrow(/no exercises for lesson "55"/);
    await program.parseAsync(["node", "cli", "reset", "mergeHeads"]);
    expect(shown.at(-1)).toMatch(/mergeHeads is the stub already/);
  });
});
