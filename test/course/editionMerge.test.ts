import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mergeExercises } from "../../course/edition/mergeExercises";
import { LearnerError } from "../../course/exercises/types";

const base = `import * as tf from "@tensorflow/tfjs-core";

// Lesson 90, your part.

/** Twice x. */
export function double(x: number): number {
  throw new Error("TODO: write double");
}

/** Half of x. */
export function half(x: number): number {
  return todo("half");
}

/** Stands where something is not written yet. */
function todo(what: string): never {
  throw new Error(what);
}
`;
const stub = (name: string): string => `/** The new one. */\nexport function ${name}(x: tf.Tensor): tf.Tensor {\n`
  + `  return todo("${name}");\n}\n`;
const merge = (mine: string, next: string): { text: string; notes: string[] } =>
  mergeExercises(mine, base, next, { file: "90-try.ts" });

/** A learner's file: one function written, a helper, notes, odd spacing, nothing of `half` yet. */
const mine = base
  .replace('  throw new Error("TODO: write double");', "    // my idea:   add it\n\n  return add(x,x);")
  .replace("/** Half of x. */", "// NOTE to me: half comes on Friday\n\n/** Half of x. */")
  .concat("\nconst add = (a: number, b: number) => a+b;   // mine\n");

describe("a learner's file and a newer version", () => {
  it("stays to the byte where the new version says the same", () => {
    expect(merge(mine, base)).toEqual({ text: mine, notes: [] });
  });

  it("becomes the new version where the learner wrote nothing", () => {
    const next = base.replace("Twice x.", "Two times x.").replace("Lesson 90", "Lesson 91");
    expect(merge(base, next).text).toBe(next);
  });

  it("gets a changed statement above the learner's own body, which stays to the byte", () => {
    const { text, notes } = merge(mine, base.replace("Twice x.", "Two times x: `2 · x`."));
    expect(text).toBe(mine.replace("Twice x.", "Two times x: `2 · x`."));
    expect(notes).toEqual(["what double shall do reads differently now; your code under it is as it was"]);
  });

  it("gets changed stubs of functions that the learner has not begun", () => {
    const { text } = merge(mine, base.replace('return todo("half");', 'return todo("half: divide");'));
    expect(text).toBe(mine.replace('return todo("half");', 'return todo("half: divide");'));
  });

  it("gets new exercises in the place that they have in the course, with what these import and use", () => {
    const withoutHelper = mine.replace(/\n\/\*\* Stands where[^]*?\n\}\n/, "").replace('return todo("half")', "return x / 2");
    const next = base.replace("/** Half of x. */", `${stub("triple")}\n/** Half of x. */`);
    const { text, notes } = merge(withoutHelper, next);
    expect(notes).toEqual(["new: triple"]);
    expect(text.indexOf("function double")).toBeLessThan(text.indexOf("function triple"));
    expect(text.indexOf("function triple")).toBeLessThan(text.indexOf("function half"));
    expect(text.match(/function todo/g)).toHaveLength(1);
    for (const own of ["    // my idea:   add it\n\n  return add(x,x);", "// NOTE to me", "return x / 2", "a+b;   // mine\n"]) {
      expect(text).toContain(own);
    }
  });

  it("keeps a function whose declaration changed, and says how it begins now", () => {
    const { text, notes } = merge(mine, base.replace("double(x: number)", "double(x: number, times = 1)"));
    expect(text).toBe(mine);
    expect(notes).toEqual(["double begins differently now: `export function double(x: number, times = 1): number`; yours is as "
      + "it was, so change it by hand"]);
  });

  it("loses an exercise that the course has no more only where the learner wrote nothing in it", () => {
    const [start, end] = [base.indexOf("/** Twice"), base.indexOf("/** Half")];
    const next = base.slice(0, start) + base.slice(end);
    expect(merge(base, next).text).not.toContain("double");
    const { text, notes } = merge(mine, next);
    expect(text).toContain("    // my idea:   add it");
    expect(notes).toEqual(["double is no longer part of the course; yours stays"]);
  });

  it("keeps the learner's wording where both changed a statement, and says so", () => {
    const own = mine.replace("Twice x.", "Twice x (my words).");
    const { text, notes } = merge(own, base.replace("Twice x.", "Two times x."));
    expect(text).toBe(own);
    expect(notes[0]).toMatch(/^what double shall do reads differently now; you changed its text/);
  });

  it("keeps every line that a learner wrote, whatever was written and whatever is new", () => {
    const names = ["a", "b", "c", "d", "e"];
    const file = (parts: { name: string; words: string; body: string }[]): string => parts.map(({ name, words, body }) =>
      `/** ${words} */\nexport function ${name}(x: number): number {\n${body}\n}\n`).join("\n");
    const stubs = (some: string[], words: string): string =>
      file(some.map((name) => ({ name, words: `${words} ${name}`, body: `  throw new Error("TODO: write ${name}");` })));
    const some = fc.subarray(names, { minLength: 1 });
    fc.assert(fc.property(some, some, some, fc.boolean(), (given, written, later, reworded) => {
      const from = stubs(given, "What to do in");
      const to = stubs(later, reworded ? "What to write in" : "What to do in");
      const own = given.filter((name) => written.includes(name));
      const work = own.reduce((text, name) => text.replace(`  throw new Error("TODO: write ${name}");`,
        `  const own_${name} =  x ; // mine\n\n  return own_${name};`), from);
      const { text } = mergeExercises(work, from, to, { file: "90-try.ts" });
      for (const name of own) expect(text).toContain(`\n  const own_${name} =  x ; // mine\n\n  return own_${name};\n}`);
      for (const name of new Set([...later, ...own])) expect(text.match(new RegExp(`export function ${name}\\(`, "g"))).toHaveLength(1);
      expect(mergeExercises(text, to, to, { file: "90-try.ts" }).text).toBe(text);
    }), { numRuns: 60 });
  });

  it("keeps the line ends of Windows", () => {
    const { text } = merge(mine.replaceAll("\n", "\r\n"), base.replace("Twice x.", "Two times x."));
    expect(text).toBe(mine.replace("Twice x.", "Two times x.").replaceAll("\n", "\r\n"));
  });

  it("is refused with its line where it has a syntax error", () => {
    expect(() => merge(mine.replace("return add(x,x);", "return add(x,;"), base)).toThrow(LearnerError);
    expect(() => merge(mine.replace("return add(x,x);", "return add(x,;"), base)).toThrow(/^90-try\.ts:9 cannot be read/);
  });
});
