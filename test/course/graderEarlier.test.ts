import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { type Coming, earlierResults } from "../../course/grader/earlierResults";
import { formats } from "../../course/grader/formats";
import type { SubmissionVerdict } from "../../course/grader/submissionVerdict";
import { writeGradebook, writeSubmission } from "../../course/grader/writeResults";
import { root } from "../../course/setup/paths";
import { checkOf, exerciseOf, verdictOf } from "./graderSample";
import { runGrade } from "./runGrade";

const scratch = mkdtempSync(join(tmpdir(), "earlier-"));
afterAll(() => rmSync(scratch, { recursive: true }));
const folderOfResults = (): string => mkdtempSync(join(scratch, "out-"));

const resultOf = (name: string, passed = true): SubmissionVerdict =>
  ({ ...verdictOf(name, [exerciseOf("causalMask", [checkOf("a check", passed ? null : "wrong", "no")])]) });
const inputs = { roster: [{ id: "jones", name: "Ann" }], overrides: [] };

function comingOf(names: string[], other: Partial<Coming> = {}): Coming {
  return { paths: names.map((name) => join(scratch, name)), names, lessons: ["05-attention"], roster: true, overrides: false,
    ...other };
}

/** A run of the command, without the grading. */
async function run(folder: string, verdicts: SubmissionVerdict[], chosen = ["json", "csv"]): Promise<void> {
  const target = { folder, formats: formats.filter(({ name }) => chosen.includes(name)), inputs };
  const coming = comingOf(verdicts.map(({ submission }) => submission));
  await earlierResults(folder, coming);
  for (const verdict of verdicts) await writeSubmission(verdict, target);
  await writeGradebook(verdicts, target, coming);
}

const rows = (folder: string): string[] => readFileSync(join(folder, "gradebook.csv"), "utf8").trimEnd().split("\r\n");

describe("a gradebook in a folder with results of earlier runs", () => {
  test("keeps their rows as they were, and has those of this run in their places or at the end", async () => {
    const folder = folderOfResults();
    await run(folder, ["smith", "jones-2", "jones-1", "lee"].map((name) => resultOf(name)));
    const before = rows(folder);
    expect(before.map((row) => row.split(",")[3])).toEqual(["submission", "jones-1", "smith", "lee"]);
    await run(folder, [resultOf("adam"), resultOf("jones-2", false), resultOf("lee", false)]);
    const after = rows(folder);
    expect(after.map((row) => row.split(",")[3])).toEqual(["submission", "jones-1", "smith", "lee", "adam"]);
    expect([after[0], after[2]]).toEqual([before[0], before[2]]);
    expect(after[1]).toBe(before[1].replace("2; 2", "0; 2"));
    expect(after[3]).not.toBe(before[3]);
    await run(folder, ["adam", "lee", "jones-1", "jones-2", "smith"].map((name) => resultOf(name))); // all: this order
    expect(rows(folder).map((row) => row.split(",")[3])).toEqual(["submission", "jones-2", "adam", "lee", "smith"]);
  });

  test("has the results of a run that was stopped before it wrote one, and none that are not whole", async () => {
    const folder = folderOfResults();
    const broken: [string, unknown][] = [
      ["b", "{"], ["c", { ...resultOf("c"), version: 2 }], ["d", resultOf("other")], ["e", { ...resultOf("e"), lessons: [1] }],
      ["f", { ...resultOf("f"), earned: 1e9 }], ["a", resultOf("a")], ["g", null],
    ];
    for (const [name, content] of broken) {
      mkdirSync(join(folder, name));
      writeFileSync(join(folder, name, "verdict.json"), typeof content === "string" ? content : JSON.stringify(content));
    }
    await run(folder, [resultOf("z")]);
    expect(rows(folder).slice(2).map((row) => row.split(",")[3])).toEqual(["a", "z"]);
  });

  test("is refused where something would be lost, before anything is graded", async () => {
    const folder = folderOfResults();
    await run(folder, [resultOf("a"), resultOf("b")]);
    const refuse = (coming: Coming, message: string): Promise<void> =>
      expect(earlierResults(folder, coming)).rejects.toThrow(message);
    await refuse(comingOf(["a"], { lessons: ["06-transformer-block"] }), "a would lose 05-attention: grade these lessons as well");
    await refuse(comingOf(["a"], { roster: false }), "its gradebook was made with --roster: give that again");
    await refuse(comingOf(["a"], { paths: [join(folder, "a")] }), "lies in the same place and could have brought them along");
    await refuse(comingOf(["a"], { paths: [scratch] }), "lies in the same place");
    rmSync(join(folder, "b"), { recursive: true });
    await refuse(comingOf(["a"]), "its gradebook has b, of whom there is no whole verdict.json any more; or give another --out");
    expect(await earlierResults(folder, comingOf(["a", "b"]))).toHaveLength(1);
    writeFileSync(join(folder, "gradebook.json"), "{");
    await refuse(comingOf(["a", "b"]), "gradebook.json is not as the grader wrote it: give another --out");
    rmSync(join(folder, "gradebook.json"));
    await refuse(comingOf(["a", "b"]), "has a gradebook.csv of something else: move it, or give another --out");
  });
});

test("npm run grade adds what is graded again to the results that are there, and tells of the teacher's decisions", async () => {
  const folder = folderOfResults();
  writeFileSync(join(folder, "overrides.csv"),
    "learner,exercise,points,reason,by,date\nsolutions,softmax,1,ill,,\nzoe,softmax,1,ill,,\n");
  const stubs = join(root, "exercises");
  const welcome = ["--lesson", "00", "--no-types"];
  const again = ["--out", join(folder, "out"), "--overrides", join(folder, "overrides.csv")];
  const book = (): string[] => readFileSync(join(folder, "out", "gradebook.csv"), "utf8").split("\r\n");
  const { code, out } = await runGrade(join(root, "solutions"), stubs, ...welcome, ...again);
  expect([code, out.trimEnd().split("\n").slice(-2)]).toEqual([0, [
    "1 of 2 decisions of --overrides stand in gradebook.csv and count there, nowhere else",
    "warning: the gradebook has no such learner or exercise: zoe softmax",
  ]]);
  const first = book();
  expect((await runGrade(stubs, ...welcome, ...again)).code).toBe(0);
  expect(book()).toEqual(first);
  const refused = await runGrade(stubs, "--lesson", "05", "--no-types", ...again);
  expect(refused).toMatchObject({ code: 2, err: expect.stringContaining("exercises would lose 00-welcome: grade these") });
  expect(book()).toEqual(first);
});
