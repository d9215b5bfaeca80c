import * as tf from "@tensorflow/tfjs-core";
import * as byhand from "byhand";
import { check, hint, mine } from "byhand-course";
import { Command } from "commander";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { register } from "../../course/commands/hint";
import { root } from "../../course/setup/paths";
import { verdictHtml, verdictText } from "../../course/exercises/show";
import type { Verdict } from "../../course/exercises/types";

const folder = mkdtempSync(join(tmpdir(), "byhand-learner-"));
const file = join(folder, "00-welcome.ts");
const solution = readFileSync(join(root, "solutions", "00-welcome.ts"), "utf8");
const shown: string[] = [];
const last = (): string => shown.at(-1) ?? "";

beforeAll(async () => {
  await byhand.useEngine("cpu");
  cpSync(join(root, "exercises"), folder, { recursive: true });
  vi.stubEnv("BYHAND_EXERCISES", folder);
  vi.spyOn(console, "log").mockImplementation((text: string) => void shown.push(text));
});
beforeEach(() => void shown.splice(0));
afterAll(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

describe("check()", () => {
  it("follows the learner's file from stub to solution without a restart", async () => {
    cpSync(join(root, "exercises", "00-welcome.ts"), file);
    await check("softmax");
    expect(last()).toMatch(/○ softmax: not written yet, 0 of 5 points/);
    writeFileSync(file, solution);
    await check("softmax");
    expect(last()).toMatch(/✓ softmax: passed, 5 of 5 points/);
  });

  it.each([
    ["a syntax error", "export function softmax( {", /00-welcome\.ts:1 cannot be read as TypeScript/],
    ["an error at the top", "throw 3;", /fails while it loads: 3/],
    ["a missing function", "export {};", /there is no exported function softmax/],
    ["a forbidden import", 'export { softmax } from "byhand";', /not accepted[^]*"byhand" may not be imported/],
    ["a forbidden function",
      'import * as tf from "@tensorflow/tfjs-core";\nexport const softmax = (x: tf.Tensor) => tf.softmax(x);',
      /00-welcome\.ts:2: tf\.softmax is what this lesson takes apart/],
    ["a crash", "export function softmax(x: any) {\n  return x.nothing.there;\n}", /your code stopped at 00-welcome\.ts:2/],
  ])("shows %s and does not throw", async (_, source, expected) => {
    writeFileSync(file, source);
    await check("softmax");
    expect(last()).toMatch(expected);
  });

  it("shows a file that is not there, and an exercise that does not exist", async () => {
    rmSync(file);
    await check("softmax");
    expect(last()).toContain("there is no file 00-welcome.ts");
    await check("sofmax");
    expect(last()).toMatch(/there is no exercise "sofmax": there are softmax, crossEntropy/);
  });

  it("takes a function from a cell", async () => {
    await check("softmax", (x: tf.Tensor) => {
      const exponentials = tf.exp(tf.sub(x, tf.max(x, -1, true)));
      return tf.div(exponentials, tf.sum(exponentials, -1, true));
    });
    expect(last()).toMatch(/✓ softmax: passed/);
    await check("softmax", (x: tf.Tensor) => tf.exp(x));
    expect(last()).toMatch(/✗ softmax: not yet right/);
  });

  it("refuses the library's own function, wrappers of it, and what the lesson takes apart", async () => {
    for (const answer of [
      byhand.softmax,
      (x: tf.Tensor) => byhand.softmax(x),
      function softmax(x: tf.Tensor): tf.Tensor { return (0, byhand.softmax)(x); },
    ]) {
      await check("softmax", answer);
      expect(last()).toMatch(/not accepted[^]*the library's own/);
    }
    await check("softmax", (x: tf.Tensor) => tf.softmax(x));
    expect(last()).toMatch(/ready-made softmax, the library's own or TensorFlow\.js's/);
    await check("softmax", (x: tf.Tensor) => tf.exp(tf.logSoftmax(x)));
    expect(last()).toMatch(/tf\.logSoftmax is what this lesson takes apart/);
  });

  it("takes something that is no function for what it is", async () => {
    await check("softmax", 3 as unknown as () => void);
    expect(last()).toContain("softmax is number, not a function");
  });
});

describe("hint()", () => {
  it("goes from the nudge to almost the code, and then stays there", async () => {
    for (let i = 0; i < 4; i++) await hint("causalMask");
    expect(shown.map((text) => /^Hint (\d) of 3/.exec(text)?.[1])).toEqual(["1", "2", "3", "3"]);
    expect(shown[0]).not.toBe(shown[1]);
    expect(shown[2]).toBe(shown[3]);
    expect(shown.map((text) => /The next one: `npm run hint -- causalMask (\d)`$/.exec(text)?.[1])).toEqual(["2", "3", undefined, undefined]);
  });

  it("gives none for an exercise that passes, in the file or in a cell, until it fails again", async () => {
    writeFileSync(file, solution);
    await hint("crossEntropy");
    expect(last()).toBe("✓ crossEntropy: you've passed this one, so it needs no hint.");
    cpSync(join(root, "exercises", "00-welcome.ts"), file);
    await hint("crossEntropy");
    expect(last()).toContain("Hint 1 of 3");
    await check("causalMask", (queries: number, keys: number = queries) => tf.greaterEqual(
      tf.reshape(tf.range(keys - queries, keys), [queries, 1]), tf.reshape(tf.range(0, keys), [1, keys])));
    await hint("causalMask");
    expect(last()).toContain("✓ causalMask: you've passed this one");
    await check("causalMask", () => tf.zeros([3, 3], "bool"));
    await hint("causalMask");
    expect(last()).toContain("Hint 3 of 3");
  });

  it("is given for a file that cannot be read, too", async () => {
    writeFileSync(file, "export function softmax( {");
    await hint("softmax");
    expect(last()).toContain("Hint 1 of 3 for softmax");
  });

  it("counts for each exercise by itself, and names the ones that there are", async () => {
    await hint("splitHeads");
    expect(last()).toContain("Hint 1 of 3 for splitHeads");
    await hint("nothing");
    expect(last()).toContain('there is no exercise "nothing"');
  });
});

describe("npm run hint", () => {
  const run = (...words: string[]): Promise<unknown> => {
    const program = new Command().exitOverride();
    register(program);
    return program.parseAsync(["node", "cli", "hint", ...words]);
  };

  it("lists the exercises where none is named, and those of a lesson where that is named", async () => {
    await run();
    expect(last()).toMatch(/^A hint for which exercise\?[^]*\n {2}00-welcome: softmax, [^]*\n {2}05-attention: .*causalMask/);
    await expect(run("05")).rejects.toThrow(/^"05" is a whole lesson: name one of its exercises\.\n {2}05-attention: .*causalMask/);
  });

  it("says which exercise a mistyped name may mean", async () => {
    await expect(run("causalmask")).rejects.toThrow(/^✗ there is no exercise "causalmask": did you mean causalMask\?$/);
    await expect(run("splitHead", "2")).rejects.toThrow("did you mean splitHeads?");
  });
});

describe("mine()", () => {
  it("is the library's part with a notice until the learner's passes", async () => {
    cpSync(join(root, "exercises", "00-welcome.ts"), file);
    expect(await mine("softmax")).toBe(byhand.softmax);
    expect(last()).toMatch(/the library's stands in, since yours is not written yet/);
  });

  it("is the learner's own once it passes", async () => {
    writeFileSync(file, solution);
    const softmax = await mine("softmax");
    expect(softmax).not.toBe(byhand.softmax);
    expect(last()).toMatch(/✓ softmax: your own, from .*00-welcome\.ts/);
    const [first] = await softmax(tf.tensor([0, Math.log(3)])).data();
    expect(first).toBeCloseTo(0.25, 6);
  });

  it("refuses an exercise that no model takes", async () => {
    await expect(mine("gradientDescentStep" as "softmax")).rejects.toThrow(/no part that a model can take/);
  });

  it("runs a GPT with every part that the lessons write", async () => {
    vi.stubEnv("BYHAND_EXERCISES", "solutions");
    const parts = {
      scaledDotProductAttention: await mine("scaledDotProductAttention"),
      causalMask: await mine("causalMask"),
      splitHeads: await mine("splitHeads"),
      mergeHeads: await mine("mergeHeads"),
      layerNorm: await mine("layerNorm"),
      feedForward: await mine("feedForward"),
      preNormBlock: await mine("preNormBlock"),
      crossEntropy: await mine("crossEntropy"),
    };
    vi.stubEnv("BYHAND_EXERCISES", folder);
    expect(shown.every((text) => text.includes("your own"))).toBe(true);
    const config = { vocabularySize: 11, contextLength: 8, hiddenSize: 12, layers: 2, heads: 3 };
    const ids = tf.tensor2d([[1, 2, 3, 4, 5], [6, 7, 8, 9, 10]], undefined, "int32");
    const targets = tf.tensor2d([[2, 3, 4, 5, 6], [7, 8, 9, 10, 0]], undefined, "int32");
    const [own, librarys] = [new byhand.GPT(config, { parts, seed: 3 }), new byhand.GPT(config, { seed: 3 })];
    const gradients = (model: byhand.GPT) => {
      const parameters = model.stateDict();
      const lossOf = (...values: tf.Tensor[]) => byhand.functionalCall(model,
        Object.fromEntries(Object.keys(parameters).map((name, i) => [name, values[i]])), () => model.loss(ids, targets));
      const { value, grads } = tf.valueAndGrads(lossOf)(Object.values(parameters));
      return [value, ...grads];
    };
    const [mineValues, theirs] = [gradients(own), gradients(librarys)];
    for (const [i, tensor] of theirs.entries()) {
      const [a, b] = [await mineValues[i].data(), await tensor.data()];
      a.forEach((value, at) => expect(value).toBeCloseTo(b[at], 5));
    }
  });
});

describe("the table", () => {
  it("says in one line how many points checks give that only the grader runs, and nothing where there are none", () => {
    const verdict: Verdict = { exercise: "softmax", lesson: "00-welcome", status: "passed", points: 1, earned: 1,
      checks: [{ name: "a", points: 1, passed: true, message: null }] };
    for (const show of [verdictHtml, verdictText]) {
      expect(show(verdict, { hiddenPoints: 2 })).toContain("2 more points are given by checks that only the grader runs.");
      expect(show(verdict, { hiddenPoints: 1 })).toContain("1 more point is given by a check that only the grader runs.");
      expect(show(verdict)).not.toContain("grader");
    }
  });

  it("carries its meaning in words and marks, links to the file, and escapes what a learner's code says", () => {
    const html = verdictHtml({
      exercise: "softmax", lesson: "00-welcome", status: "failed", points: 2, earned: 1,
      checks: [
        { name: "a", points: 1, passed: true, message: null },
        { name: "b", points: 1, passed: false, message: "<script>alert(1)</script>" },
      ],
    });
    expect(html).toMatch(/✓ passed[^]*✗ failed/);
    expect(html).toContain("&lt;script&gt;");
    expect(html).toMatch(/<a href="\.\.\/.*00-welcome\.ts"/);
    expect(html).not.toMatch(/background: (white|#)|color: (black|#)/);
  });
});
