import { parse } from "csv-parse/sync";
import { describe, expect, test } from "vitest";
import { gradebook, overridesWithoutPlace, ownerOf } from "../../course/grader/formats/gradebook";
import { type GradebookInputs, type Override, readOverrides, readRoster } from "../../course/grader/formats/gradebookInputs";
import type { SubmissionVerdict } from "../../course/grader/submissionVerdict";
import { checkOf, exerciseOf, verdictOf } from "./graderSample";
import { tinyLessons } from "./graderTiny";

/** A submission that passed this many of the checks of its two exercises, of two points each. */
function graded(name: string, passed: [number, number]): SubmissionVerdict {
  const checks = (count: number): ReturnType<typeof checkOf>[] =>
    Array.from({ length: 3 }, (_, i) => checkOf(`check ${i}`, i < count ? null : "wrong", "no"));
  return verdictOf(name, [exerciseOf("causalMask", checks(passed[0])), exerciseOf("splitHeads", checks(passed[1]))]);
}

function table(verdicts: SubmissionVerdict[], inputs: Partial<GradebookInputs> = {}): Record<string, string>[] {
  const text = gradebook.write(verdicts, { roster: [], overrides: [], ...inputs });
  return parse(text, { columns: true, record_delimiter: "\r\n" }) as Record<string, string>[];
}

const roster = readRoster("id,name\njones,Ann Jones\nlee,\nsmith,Ben Smith\n", "roster.csv");
const decided = { by: "Ms Lee", date: "2026-11-20" };

describe("the gradebook", () => {
  test("has a row for each learner of the roster, handed in or not, and for what belongs to nobody", () => {
    const lost = { ...graded("smith", [0, 0]), problem: "its entry \"x\" is a link" };
    const rows = table([graded("stranger", [1, 1]), graded("jones_05", [3, 2]), lost], { roster });
    expect(rows.map((row) => [row.learner, row.name, row.submission, row.attempts, row.graded, row.of])).toEqual([
      ["jones", "Ann Jones", "jones_05", "1", "10", "12"],
      ["lee", "", "", "0", "0", "12"],
      ["smith", "Ben Smith", "smith", "1", "0", "12"],
      ["stranger", "", "stranger", "1", "4", "12"],
    ]);
    expect(rows[0]).toMatchObject({ "05-attention/causalMask [6]": "6", "05-attention/splitHeads [6]": "4" });
    expect(rows.map(({ status }) => status.slice(0, 17))).toEqual([
      "graded", "not submitted", "not graded: its e", "graded",
    ]);
  });

  test("counts the last of several attempts, and tells of all", () => {
    const attempts = [graded("jones-1", [3, 3]), graded("jones-2", [0, 1]), graded("jones-3", [2, 2])];
    expect(table(attempts, { roster })[0]).toMatchObject({
      "submission": "jones-3", "attempts": "3", "points of attempts": "12; 2; 8", "graded": "8", "awarded": "8",
    });
  });

  test("lets the teacher's last decision count, and keeps the history with its reasons", () => {
    const overrides = [
      { learner: "jones", exercise: "05-attention/causalMask", points: 5, reason: "typo, forgiven", ...decided },
      { learner: "jones", exercise: "05-attention/causalMask", points: 4.5, reason: "after all", by: "", date: "" },
      { learner: "lee", exercise: "05-attention/splitHeads", points: 6, reason: "shown in class", ...decided },
    ];
    const [jones, lee] = table([graded("jones", [0, 2])], { roster, overrides });
    expect(jones).toMatchObject({
      "05-attention/causalMask [6]": "4.5", "05-attention/splitHeads [6]": "4", "graded": "4", "awarded": "8.5",
      "overrides": "05-attention/causalMask: 0 → 5 (typo, forgiven; Ms Lee, 2026-11-20)"
        + " | 05-attention/causalMask: 5 → 4.5 (after all)",
    });
    expect(lee).toMatchObject({ "status": "not submitted", "graded": "0", "awarded": "6" });
  });

  test("takes a decision by the name of a submission, and tells of those that it has no place for", () => {
    const of = (learner: string, exercise: string): Override =>
      ({ learner, exercise: `05-attention/${exercise}`, points: 1, reason: "late", ...decided });
    const inputs = { roster, overrides: [of("JONES_05", "causalMask"), of("nobody", "causalMask"), of("lee", "other")] };
    const verdicts = [graded("jones_05", [0, 0])];
    expect(table(verdicts, inputs).map(({ awarded, overrides }) => [awarded, overrides.split(":")[0]])).toEqual([
      ["1", "05-attention/causalMask"], ["0", ""], ["0", ""],
    ]);
    expect(overridesWithoutPlace(verdicts, inputs)).toEqual(inputs.overrides.slice(1));
  });

  test("holds quotes, line breaks and commas, and nothing that a spreadsheet would run", () => {
    const formula = "=HYPERLINK(\"http://example.org\")";
    const people = [formula, "+1", "-1", "@sum", "a \"b\", c\nd"].map((id) => ({ id, name: id }));
    const rows = table([], { roster: people });
    expect(rows.map((row) => row.learner)).toEqual([`'${formula}`, "'+1", "'-1", "'@sum", "a \"b\", c\nd"]);
    expect(rows.map((row) => row.name)).toEqual(rows.map((row) => row.learner));
  });
});

test.each([
  ["jones", "jones"], ["JONES_05-attention", "jones"], ["05-attention (jones)", "jones"], ["Ann Jones_4711_file", "jones"],
  ["lee-smith", "smith"], ["jonesy", null], ["leeds", null],
])("the submission %s belongs to %s", (submission, id) => {
  expect(ownerOf(submission, roster)?.id ?? null).toBe(id);
});

describe("a roster", () => {
  test.each([
    ["username,first_name,last_name\nocto,Mona,Cat", { id: "octo", name: "Mona Cat" }],
    ["\ufeffemail,name\r\na@b.org,\"Doe, J.\"\r\n", { id: "a@b.org", name: "Doe, J." }],
    ["section,id\nA,42", { id: "42", name: "" }],
  ])("may be %j", (text, learner) => {
    expect(readRoster(text, "r.csv")).toEqual([learner]);
  });

  test.each([
    ["name\nAnn", "r.csv, line 2: there is no id: the columns are id (or username, or email) and name"],
    ["id\na\nA", "r.csv, line 3: A is there twice"],
    ["id,name\na,b,c", "r.csv cannot be read as CSV"],
  ])("is refused as %j", (text, message) => {
    expect(() => readRoster(text, "r.csv")).toThrow(message);
  });
});

describe("overrides", () => {
  const read = (...lines: string[]): ReturnType<typeof readOverrides> =>
    readOverrides(`learner,exercise,points,reason,by,date\n${lines.join("\n")}\n`, "o.csv", {
      lessons: tinyLessons,
    });

  test("name an exercise with its lesson or without", () => {
    expect(read("Jones,double,1.5,late,me,today", "jones,00-tiny/count,5,ok,,").map(({ exercise, points, learner }) =>
      [learner, exercise, points])).toEqual([["Jones", "00-tiny/double", 1.5], ["jones", "00-tiny/count", 5]]);
  });

  test.each([
    [",double,1,late,,", "o.csv, line 2: there is no learner"],
    ["jones,double,1,late", "o.csv, line 2: by, date missing: a line has 6 fields, those that are empty too"],
    ["jones,triple,1,late,,", "o.csv, line 2: there is no exercise \"triple\""],
    ["jones,double,32,late,,", "the points are \"32\": expected a number from 0 to 31"],
    ["jones,double,-1,late,,", "the points are \"-1\""],
    ["jones,double,NaN,late,,", "the points are \"NaN\""],
    ["jones,double,,late,,", "the points are \"\""],
    ["jones,double,1, ,,", "o.csv, line 2: there is no reason"],
  ])("are refused as %j", (line, message) => {
    expect(() => read(line)).toThrow(message);
  });
});
