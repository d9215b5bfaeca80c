import { Command } from "commander";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { register } from "../../course/commands/check";
import { findLesson } from "../../course/exercises/lessons";
import { findLessons } from "../../course/notebooks/lessons";
import { root } from "../../course/setup/paths";

const folder = mkdtempSync(join(tmpdir(), "byhand-check-"));
const solution = readFileSync(join(root, "solutions", "05-attention.ts"), "utf8");

beforeAll(() => {
  cpSync(join(root, "exercises"), folder, { recursive: true });
  vi.stubEnv("BYHAND_EXERCISES", folder);
});
afterEach(() => void vi.restoreAllMocks());
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

async function run(...args: string[]): Promise<{ code: unknown; text: string }> {
  const lines: string[] = [];
  vi.spyOn(console, "log").mockImplementation((line: string) => void lines.push(line));
  vi.spyOn(process.stderr, "write").mockImplementation((line) => {
    lines.push(String(line));
    return true;
  });
  const before = process.exitCode;
  try {
    const program = new Command().exitOverride();
    register(program);
    program.commands[0].exitOverride();
    await program.parseAsync(["node", "cli", "check", ...args]);
    return { code: process.exitCode, text: lines.join("\n") };
  } catch (error) {
    return { code: (error as Error).name, text: [...lines, (error as Error).message].join("\n") };
  } finally {
    process.exitCode = before;
  }
}

describe("npm run check", () => {
  it.each([
    ["a syntax error", `${solution}\nexport function ( {`, /05-attention\.ts:\d+ cannot be read as TypeScript/g],
    ["a forbidden function", `${solution}\nexport const f = tf.linalg;`, /tf\.linalg is what this lesson takes apart/g],
    ["an error while it loads", `${solution}\nthrow new Error("boom");`, /fails while it loads: boom/g],
  ])("says %s once for the file, not once for each exercise", async (_, source, message) => {
    writeFileSync(join(folder, "05-attention.ts"), source);
    const { code, text } = await run("05");
    expect(code).toBe(1);
    expect(text.match(message)).toHaveLength(1);
    expect(text).toMatch(/^\n05-attention\n✗ nothing in it could be checked: [^\n]*$/);
  });

  it("takes a lesson by its number without the zero", async () => {
    writeFileSync(join(folder, "05-attention.ts"), solution);
    const { code, text } = await run("5");
    expect(code).toBe(0);
    expect(text.match(/^✓ .*: passed/gm)).toHaveLength(solution.match(/^export function/gm)!.length);
    expect(text).toContain("05-attention");
    expect(text).not.toContain("00-welcome");
  });

  it("names a lesson once for all its exercises that are asked for", async () => {
    writeFileSync(join(folder, "05-attention.ts"), solution);
    const { text } = await run("causalMask", "softmax", "splitHeads", "causalMask");
    expect(text.match(/^\d\d-.*/gm)).toEqual(["05-attention", "00-welcome"]);
    expect(text.match(/^✓ \w+/gm)).toEqual(["✓ causalMask", "✓ splitHeads"]);
    expect(text).toMatch(/^○ softmax/m);
    expect((await run("causalMask", "5")).text.match(/^✓ \w+/gm)!.length).toBeGreaterThan(2);
  });

  it.each([
    ["causalmask", /^✗ there is no exercise "causalmask": did you mean causalMask\?$/],
    ["xyzzy", /^✗ there is no exercise "xyzzy"\. The exercises are:\n {2}00-welcome: softmax, /],
  ])("says in plain words that there is no exercise %s", async (word, message) => {
    expect(await run(word)).toEqual({ code: "SetupError", text: expect.stringMatching(message) });
  });

  it("says which lessons there are where there is no such lesson", async () => {
    expect(await run("55")).toEqual({
      code: "SetupError", text: expect.stringMatching(/no exercises for lesson "55": there are 00-welcome, .*05-attention, /),
    });
  });
});

describe("a lesson", () => {
  it.each(["5", "05", "5-attention", "05-attention"])("is found as %s, in every command", (word) => {
    expect(findLesson(word)).toBe("05-attention");
    expect(findLessons([word]).map(({ name }) => name)).toEqual(["05-attention"]);
  });

  it.each(["", "0", "005", "attention", "5-"])("is not lesson 05 as %j", (word) => {
    const found = ((): string | null => {
      try {
        return findLesson(word);
      } catch {
        return null;
      }
    })();
    expect(found).not.toBe("05-attention");
  });
});
