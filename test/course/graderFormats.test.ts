import { JSDOM } from "jsdom";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { formats } from "../../course/grader/formats";
import type { SubmissionVerdict } from "../../course/grader/submissionVerdict";
import { nasty, perfect, sample, ungraded, verdictOf } from "./graderSample";
import { htmlErrors, junitErrors, runnersIdentity, schemaErrors } from "./validResults";

const before = { ...process.env };
beforeEach(() => void Object.assign(process.env, runnersIdentity, { REVIEW_URL: "" }));
afterEach(() => {
  for (const name of [...Object.keys(runnersIdentity), "REVIEW_URL"]) delete process.env[name];
  Object.assign(process.env, before);
});

function written(name: string, verdict: SubmissionVerdict): string {
  return formats.find((format) => format.name === name)!.write([verdict], { roster: [], overrides: [] });
}

/** The result of a format, which its schema has approved. */
function valid<Result>(name: "gradescope" | "classroom50" | "exercism", verdict: SubmissionVerdict): Result {
  const result = JSON.parse(written(name, verdict)) as Result;
  expect(schemaErrors(name, result)).toBeNull();
  return result;
}

const samples: [string, SubmissionVerdict][] = [["everything", sample], ["nothing", ungraded], ["the best", perfect]];

describe("json", () => {
  test("says it all, for the teacher", () => {
    expect(JSON.parse(written("json", sample))).toEqual(JSON.parse(JSON.stringify(sample)));
  });
});

describe("gradescope", () => {
  interface Result {
    score: number;
    output: string;
    tests: { score: number; max_score: number; status: string; name: string }[];
  }

  test.each(samples)("%s fits its specification, and the points add up", (_, verdict) => {
    const { score, tests } = valid<Result>("gradescope", verdict);
    expect(score).toBe(verdict.earned);
    expect(tests.reduce((sum, each) => sum + each.score, 0)).toBe(verdict.earned);
    expect(tests.reduce((sum, each) => sum + each.max_score, 0)).toBe(verdict.points);
  });

  test("names check, exercise and lesson, in order; hidden checks by number", () => {
    const { tests, output } = valid<Result>("gradescope", sample);
    expect(tests[2]).toMatchObject({
      name: "05-attention causalMask: throws", number: "1.1.3", status: "failed", output: "no idea", score: 0, max_score: 2,
    });
    expect(tests.map(({ name, status }) => [name.split(": ")[1], status]).filter(([name]) => name.startsWith("hidden")))
      .toEqual([["hidden check 1", "passed"], ["hidden check 2", "failed"], ["hidden check 3", "failed"], ["hidden check 1", "failed"]]);
    expect(output).toBe(`6 of 28 points\na note ${nasty}\nType error: 05-attention.ts:3: a type ${nasty}`);
    expect(valid<Result>("gradescope", ungraded).output).toMatch(/^Not graded: its entry/);
  });
});

describe("classroom50", () => {
  test.each(samples)("%s fits the schema, with whole points and the identity that the runner gave", (_, verdict) => {
    expect(valid("classroom50", verdict)).toMatchObject({
      "classroom": "cs-fall-2026", "assignment": "attention", "owner": "octocat", "score": verdict.earned,
      "max-score": verdict.points, "datetime": "2026-11-21T07:15:00Z", "review": runnersIdentity.COMMIT_URL,
      "submitted_by": { username: "octocat", id: 583231 },
    });
  });

  test("rounds half points, so that the sum is that of its tests", () => {
    const half = structuredClone(perfect);
    half.lessons[0].exercises[0].checks[0].earned = 0.5;
    expect(valid("classroom50", half)).toMatchObject({ "score": 3, "max-score": 4 });
  });

  test("is refused where the runner's identity is missing, or for several submissions", () => {
    const { obstacle } = formats.find(({ name }) => name === "classroom50")!;
    expect(obstacle?.(1)).toBeNull();
    expect(obstacle?.(2)).toMatch(/one submission a run/);
    delete process.env.USERNAME;
    expect(obstacle?.(1)).toBe("classroom50's runner sets USERNAME: not set here");
  });
});

describe("exercism", () => {
  interface Result {
    status: string;
    tests: { status: string; task_id: number }[];
  }

  test.each(samples)("%s fits version 3 of the interface", (_, verdict) => {
    valid("exercism", verdict);
  });

  test("tells wrong answers from none, and links each test to its exercise", () => {
    const { status, tests } = valid<Result>("exercism", sample);
    expect(status).toBe("fail");
    expect(tests.map((each) => each.status)).toEqual([
      "pass", "fail", "error", "error", "error", "error", "fail", "error", "pass", "fail", "fail", "error", "error", "pass",
    ]);
    expect(tests.map((each) => each.task_id)).toEqual([...Array<number>(11).fill(1), 2, 2, 3]);
    expect(valid<Result>("exercism", perfect).status).toBe("pass");
  });

  test("is an error with its reason where no test was run", () => {
    expect(valid<Result>("exercism", ungraded)).toMatchObject({ status: "error", message: ungraded.problem });
    const syntax = verdictOf("x", [sample.lessons[0].exercises[1]]);
    expect(valid<Result>("exercism", syntax)).toMatchObject({ status: "error", message: "may not be imported" });
  });
});

describe("junit", () => {
  async function parsed(verdict: SubmissionVerdict): Promise<Document> {
    const text = written("junit", verdict);
    expect(await junitErrors({ "junit.xml": text })).toEqual([]);
    return new new JSDOM().window.DOMParser().parseFromString(text, "text/xml");
  }

  test.each(samples)("%s fits the schema, and the numbers are those of its cases", async (_, verdict) => {
    const document = await parsed(verdict);
    for (const suite of [document.documentElement, ...document.querySelectorAll("testsuite")]) {
      const number = (name: string): number => Number(suite.getAttribute(name));
      expect(number("tests")).toBe(suite.querySelectorAll("testcase").length);
      expect(number("failures")).toBe(suite.querySelectorAll("failure").length);
      expect(number("errors")).toBe(suite.querySelectorAll("error").length);
    }
  });

  test("calls a wrong answer a failure, and a crash or a time-out an error", async () => {
    const cases = [...(await parsed(sample)).querySelectorAll("testsuite")][0].querySelectorAll("testcase");
    expect([...cases].map((each) => each.firstElementChild?.tagName ?? "passed")).toEqual([
      "passed", "failure", "error", "error", "error", "error", "failure", "error", "passed", "failure", "failure",
    ]);
    expect(cases[1].getAttribute("name")).toBe("nasty =1+1 <b>&\"'</b> ]]> --> [2J  \u{1f600} ::error::, \"q\"");
    expect(cases[3].querySelector("error")?.getAttribute("type")).toBe("timeout");
  });
});

describe("html", () => {
  test.each(samples)("%s is a page without a parse error, script or foreign address", (_, verdict) => {
    const text = written("html", verdict);
    expect(htmlErrors(text)).toEqual([]);
    const { document } = new JSDOM(text).window;
    expect(document.title).toContain(`${verdict.earned} of ${verdict.points} points`);
  });

  test("shows each check with a mark, a word, its points and why they were lost", () => {
    const { document } = new JSDOM(written("html", sample)).window;
    const rows = [...document.querySelectorAll("tr")].map((row) => [...row.children].map((cell) => cell.textContent));
    expect(rows[0]).toEqual(["✓ passed", "passes", "2 of 2"]);
    expect(rows[3]).toEqual(["✗ not yet", "hangsno answer within 2 s", "0 of 2"]);
    expect(rows[9]).toEqual(["✗ not yet", "hidden check 2this check is not shown", "0 of 2"]);
    expect([...document.querySelectorAll("caption")].map((caption) => caption.textContent))
      .toEqual(["causalMask: 4 of 22", "splitHeads: 0 of 4may not be imported", "mergeHeads: 2 of 2"]);
  });
});
