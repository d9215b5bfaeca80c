import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { lessonNames } from "../../course/exercises/lessons";
import { withoutTeacherParts } from "../../course/exercises/loader";
import { checkTypes, prepareTypeChecker, type TypeChecker } from "../../course/grader/checkTypes";
import { processTree } from "../../course/grader/processTree";
import { prepareSandbox } from "../../course/grader/sandbox";
import { cacheFolder, root } from "../../course/setup/paths";
import { goodCount, gradeTiny, importTf, submit } from "./graderTiny";

const cache = join(cacheFolder, "grader");
let checker: TypeChecker;
beforeAll(async () => {
  const { isolation } = await prepareSandbox(cache);
  checker = await prepareTypeChecker(cache, isolation, { requestTime: 50_000 }); // only load could make it take so long
});

function commandOf(id: number): string {
  try {
    return readFileSync(`/proc/${id}/cmdline`, "utf8");
  } catch {
    return ""; // ended meanwhile
  }
}

const check = (files: Record<string, string>): Promise<string[]> => checkTypes(new Map(Object.entries(files)), checker);

describe("the types of a submission", () => {
  test.each(["exercises", "solutions"])("are right in all %s", async (folder) => {
    const texts = lessonNames().map((name): [string, string] =>
      [`${name}.ts`, withoutTeacherParts(readFileSync(join(root, folder, `${name}.ts`), "utf8"))]);
    expect(await check(Object.fromEntries(texts))).toEqual([]);
  });

  test("are told by file and line, in plain words before the compiler's", async () => {
    const errors = await check({
      "a.ts": `${importTf}import { half } from "./b";\nexport const f = (x: tf.Tensor): number => tf.mul(x, half);\n`,
      "b.ts": "export const half = 0.5;\nconst n: number = hafl;\nconsole.log(n.lenght);",
    });
    expect(errors).toEqual([
      "a.ts:3: this is of another type than the place where it goes (Type 'Tensor<Rank>' is not assignable to type 'number'.)",
      "b.ts:2: this name is not declared anywhere: a typing mistake? (Cannot find name 'hafl'. Did you mean 'half'?)",
      "b.ts:3: there is nothing of this name in it (Property 'lenght' does not exist on type 'number'.)",
    ].map((text) => expect.stringContaining(text.slice(0, 60))));
  });

  test("are those of five errors at most", async () => {
    const errors = await check({ "a.ts": Array.from({ length: 30 }, (_, i) => `export const a${i}: string = ${i};`).join("\n") });
    expect(errors).toHaveLength(6);
    expect(errors.at(-1)).toBe("and 25 more");
  });

  test("give no advice to install packages or to change the compiler's options", async () => {
    const errors = await check({ "a.ts": [
      "export const all = [process.env, Buffer.from(\"\"), document, $(\"x\")];", "test(\"x\", () => undefined);",
      "export const last = [1].findLast((n) => n);", "import { readFileSync } from \"fs\";\nreadFileSync(\"x\");",
    ].join("\n") });
    expect(errors.slice(0, 3)).toEqual([
      "a.ts:1: process is not available here", "a.ts:1: Buffer is not available here", "a.ts:1: document is not available here",
    ]);
    expect(errors.join()).not.toMatch(/npm|@types|install|library|compiler option|undefined is not/);
  });

  test("reveal nothing of other files: what is not handed in is not there", async () => {
    const errors = await check({ "a.ts": [
      "import { policy } from \"../test/exercises/05-attention.checks\";",
      `import * as hidden from ${JSON.stringify(join(root, "solutions", "05-attention"))};`,
      `/// <reference path=${JSON.stringify(join(root, "solutions", "00-welcome.ts"))} />`,
      "export const n: number = policy; export const m: number = hidden;",
    ].join("\n") });
    expect(errors.filter((error) => error.includes("there is no such module"))).toHaveLength(2);
    expect(errors.join()).not.toMatch(/scaledDotProductAttention|forbidden|softmax/);
  });

  test("that keep the compiler busy for ever end with its process", async () => {
    const digits = "type D = 0|1|2|3|4|5|6|7|8|9;\ntype P<A, B> = A extends any ? B extends any ? [A, B] : never : never;\n";
    const bomb = `${digits}type E = P<D, D>; type F = P<E, E>; type G = P<F, E>; type H = P<G, F>;\nexport const q: P<H, F> = 1 as any;`;
    const impatient = { ...checker, limits: { ...checker.limits, requestTime: 1_500 } };
    const errors = await checkTypes(new Map([["a.ts", bomb]]), impatient);
    expect(errors).toEqual([expect.stringMatching(/the types could not be checked: the compiler (took too long|ran out of memory)/)]);
    // Of this test's own processes: others may check types at the same time.
    const left = (): string[] => (existsSync("/proc") ? processTree(process.pid).map(commandOf) : [])
      .filter((command) => command.includes("typeChild-") || command.includes("/box/"));
    await expect.poll(left, { timeout: 30_000 }).toEqual([]); // the kernel takes its time to end what was killed
  });
});

test("type errors stand in the verdict and cost no points", async () => {
  const code = `${importTf}export function double(x: tf.Tensor): number { return tf.mul(x, 2) as any as string; }\n${goodCount}`;
  const verdict = await gradeTiny(submit({ "00-tiny.ts": code }), { types: true, cache });
  expect(verdict.earned).toBe(36);
  expect(verdict.types).toEqual([expect.stringMatching(/^00-tiny\.ts:2: this is of another type than the place where it goes/)]);
});
