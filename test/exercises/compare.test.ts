import { releaseEngine, useEngine } from "byhand";
import { compare } from "byhand-course";
import { JSDOM } from "jsdom";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { type Comparison, compareWithReference, type Compared } from "../../course/exercises/comparison";
import { findExercise, lessonNames, loadLesson } from "../../course/exercises/lessons";
import { comparisonHtml, comparisonText } from "../../course/exercises/showComparison";
import { root } from "../../course/setup/paths";
import { mutatedCourse } from "../mutated";

const place = mkdtempSync(join(tmpdir(), "byhand-compare-"));
const folder = join(place, "exercises");
const lesson05 = "05-attention";
const solution = readFileSync(join(root, "solutions", `${lesson05}.ts`), "utf8");
const write = (file: string, text: string): void => writeFileSync(join(folder, file), text);

beforeAll(() => useEngine("cpu"));
beforeEach(() => {
  rmSync(folder, { recursive: true, force: true });
  cpSync(join(root, "solutions"), folder, { recursive: true });
});
afterAll(async () => {
  rmSync(place, { recursive: true });
  await releaseEngine();
});

/** A causalMask of the learner's own that passes, with a helper function and a type of its own. */
const OWN = `import * as tf from "@tensorflow/tfjs-core";
type Mask = tf.Tensor2D;

/** The statement, which is the same on both sides. */
export function causalMask(queryLength: number, keyLength: number = queryLength): tf.Tensor2D {
  // a table & a comparison: 1 < 2
  return below(queryLength, keyLength);
}

export function splitHeads(): void {
  other();
}

const other = (): number => 1;
const below = (rows: number, columns: number): Mask =>
  tf.lessEqual(tf.range(0, columns), tf.add(tf.reshape(tf.range(0, rows), [rows, 1]), columns - rows)) as Mask;
`;

async function compared(name: string, home?: string): Promise<Compared> {
  const { exercise, lesson } = findExercise(name);
  return compareWithReference(exercise, home ? { ...lesson, home } : lesson, { folder, seed: 5 });
}

async function comparison(name: string, home?: string): Promise<Comparison> {
  const found = await compared(name, home);
  if (!("mine" in found)) throw new Error(`no comparison: ${JSON.stringify(found)}`);
  return found;
}

describe("compare", () => {
  it.each([
    ["is not written", 'export function causalMask(): never {\n  throw new Error("TODO: write causalMask");\n}', 0],
    ["earns a part of its points", OWN.replace("columns - rows", "0"), 1],
    ["has a syntax error", "export function ( {", 0],
  ])("waits while the function %s, and shows nothing of the reference", async (_, text, atLeast) => {
    write(`${lesson05}.ts`, text);
    const found = await compared("causalMask");
    if (!("waits" in found)) throw new Error("it did not wait");
    expect(found.waits.earned).toBeGreaterThanOrEqual(atLeast);
    expect(found.waits.earned).toBeLessThan(found.waits.points);
    expect(JSON.stringify(found)).not.toContain("queryPositions");
  });

  it("waits only in the real one: a variant that does not look at the verdict gives the reference away", async () => {
    write(`${lesson05}.ts`, OWN.replace("lessEqual", "less"));
    const mutant = await mutatedCourse<{ compareWithReference: typeof compareWithReference }>("exercises/comparison.ts",
      { from: 'verdict.status !== "passed" || !answer', to: "!answer" });
    const { exercise, lesson } = findExercise("causalMask");
    const found = await mutant.compareWithReference(exercise, lesson, { folder, seed: 5 });
    expect(JSON.stringify(found)).toContain("queryPositions");
  });

  it("shows the learner's function with what it uses of their own, and the reference without any marks", async () => {
    write(`${lesson05}.ts`, OWN);
    const { mine, theirs } = await comparison("causalMask");
    expect(mine.text).toBe([
      OWN.match(/export function causalMask[^]*?\n}/)![0], "type Mask = tf.Tensor2D;", OWN.match(/const below[^]*?;\n/)![0].trim(),
    ].join("\n\n"));
    expect(theirs.file).toBe(`solutions/${lesson05}.ts`);
    expect(theirs.text.split("\n")).toEqual([
      "export function causalMask(queryLength: number, keyLength: number = queryLength): tf.Tensor2D {",
      "  const keyPositions = tf.range(0, keyLength, 1, \"int32\"); // [key]",
      "  const queryPositions = tf.range(keyLength - queryLength, keyLength, 1, \"int32\"); // [query]",
      "  return tf.greaterEqual(tf.expandDims(queryPositions, 1), keyPositions) as tf.Tensor2D; // [query, 1] against [key]",
      "}",
    ]);
  });

  it("measures the lines of code and the largest difference of the results", async () => {
    write(`${lesson05}.ts`, OWN);
    expect((await comparison("causalMask")).facts).toEqual([
      "Lines of code: yours 6, the reference 5.",
      "Both return exactly the same for the checks' inputs with fresh random numbers.",
    ]);
    const shifted = solution.replace("return { output: tf.matMul(weights, value), weights };\n  // END",
      "return { output: tf.add(tf.matMul(weights, value), 3e-6), weights };\n  // END");
    expect(shifted).not.toBe(solution);
    write(`${lesson05}.ts`, shifted);
    const [, difference] = (await comparison("scaledDotProductAttention")).facts;
    const measured = Number(/numbers: (\S+)\.$/.exec(difference)![1]);
    expect(measured).toBeGreaterThan(2.5e-6);
    expect(measured).toBeLessThan(3.5e-6);
  });

  it("takes a function that a helper file holds as it runs", async () => {
    write("helper.ts", OWN);
    write(`${lesson05}.ts`, 'export { causalMask } from "./helper";\n');
    expect((await comparison("causalMask")).mine.text).toMatch(/^function causalMask\(queryLength, keyLength = queryLength\)/);
  });

  it.each(lessonNames().flatMap((name) => loadLesson(name).exercises.map((exercise) => exercise.name)))(
    "has a reference for %s, free of marks, statements and other exercises", async (name) => {
      const { mine, theirs, facts } = await comparison(name);
      expect(mine.text).toBe(theirs.text);
      expect(theirs.text).toMatch(new RegExp(`^export function ${name}\\b`));
      expect(theirs.text).not.toMatch(/SOLUTION|STUB|TEACHER|TODO|wrong:|@param/);
      expect(theirs.text.match(/^export function/gm)).toHaveLength(1);
      expect(facts.length).toBe(2);
    });
});

describe("in an edition without solutions", () => {
  const home = join(place, "edition");
  beforeAll(() => {
    mkdirSync(join(home, "exercises", ".original"), { recursive: true });
    for (const lesson of ["00-welcome", lesson05]) {
      cpSync(join(root, "exercises", `${lesson}.ts`), join(home, "exercises", ".original", `${lesson}.ts`));
    }
  });

  it("the library's own part is the reference", async () => {
    write(`${lesson05}.ts`, OWN);
    const { theirs, facts } = await comparison("causalMask", home);
    expect(theirs.file).toMatch(/^lib\/attention\/\w+\.ts$/);
    expect(readFileSync(join(root, theirs.file), "utf8")).toContain(theirs.text.split("\n\n")[0]);
    expect(theirs.text).toMatch(/^export function causalMask\(/);
    expect(facts[0]).toBe("The reference also checks its arguments, so it is longer than yours needs to be.");
    expect(facts[1]).toMatch(/^Both return exactly the same|^The largest difference/);
  });

  it("no lines are counted where the library's also checks its arguments and has a gradient of its own, and it says why", async () => {
    const [length] = (await comparison("scaledDotProductAttention", home)).facts;
    expect(length).toMatch(/^The reference also checks its arguments and has a gradient written by hand, so it is longer/);
    expect(length).toMatch(/Why by hand \(tf\.customGrad\)\? It is faster[^.]*engines lack a kernel/);
  });

  it("an exercise that is no part has nothing to be compared with", async () => {
    expect(await compared("gradientDescentStep", home)).toEqual({ noReference: true });
  });
});

describe("what is shown", () => {
  const made: Comparison = {
    mine: { text: "const a = 1 < 2 && \"</pre><script>alert(1)</script>\";", file: "exercises/x.ts" },
    theirs: { text: "const b = 2;", file: "solutions/x.ts" },
    facts: ["Lines of code: yours 1, the reference 1."],
  };

  it("stands side by side in the notebook, escaped, each part with a name and within reach of the keyboard", () => {
    const { document } = new JSDOM(comparisonHtml("x", made)).window;
    const parts = [...document.querySelectorAll("pre")];
    expect(parts.map(({ textContent }) => textContent)).toEqual([made.mine.text, made.theirs.text]);
    expect(parts.map((part) => part.getAttribute("aria-label"))).toEqual(["x, yours", "x, the reference"]);
    expect(parts.map((part) => [part.tabIndex, part.style.overflow])).toEqual([[0, "auto"], [0, "auto"]]);
    expect(document.querySelector("script")).toBeNull();
    expect(document.body.innerHTML).not.toMatch(/background: (white|#)|color: (black|#)/);
  });

  it("stands one after the other in the terminal, with the facts", () => {
    const text = comparisonText(made);
    expect(text.indexOf("yours (exercises/x.ts)")).toBeLessThan(text.indexOf("the reference (solutions/x.ts)"));
    expect(text).toContain(made.facts[0]);
  });
});

describe("compare() in the terminal", () => {
  it("says how many points are missing and what to do, or that no such exercise exists", async () => {
    const shown: string[] = [];
    vi.stubEnv("BYHAND_EXERCISES", folder);
    vi.spyOn(console, "log").mockImplementation((text: string) => void shown.push(text));
    try {
      write(`${lesson05}.ts`, OWN.replace("lessEqual", "less"));
      await compare("causalMask");
      await compare("causalMusk");
      write(`${lesson05}.ts`, OWN);
      await compare("causalMask");
    } finally {
      vi.unstubAllEnvs();
      vi.restoreAllMocks();
    }
    expect(shown[0]).toMatch(/^○ causalMask: (1 point is|\d of \d points are) missing\. The comparison waits/);
    expect(shown[0]).toMatch(/`npm run check -- causalMask` tells what is missing\.$/);
    expect(shown[1]).toMatch(/there is no exercise "causalMusk"/);
    expect(shown[2]).toMatch(/── yours \(.*05-attention\.ts\) ──[^]*── the reference \(solutions\/05-attention\.ts\) ──/);
  });
});
