import { afterEach, describe, expect, test } from "vitest";
import type { Tier } from "../../course/grader/isolation";
import { accidents, type Attack } from "./graderAttackCases";
import { forgeries } from "./graderForgeryCases";
import { earned, exerciseOf, goodCount, goodDouble, gradeFile, importTf, leftovers, tinyLimits } from "./graderTiny";

afterEach(() => expect(leftovers()).toEqual([]));

async function expectVerdict({ code, points, kind, says, seconds = 2 }: Attack, tier: Tier): Promise<void> {
  const limits = { ...tinyLimits, requestTime: seconds * 1000, exerciseTime: seconds * 2500 };
  const verdict = await gradeFile(importTf + goodCount + code, { tier, limits });
  const double = exerciseOf(verdict, "double");
  expect(double.reason?.message ?? "").toMatch(says);
  expect(earned(verdict)).toEqual({ double: points, count: 5, upper: 7 });
  expect(double.reason?.kind ?? null).toBe(kind);
  expect(verdict).toMatchObject({ earned: points + 12, points: 43, tier });
}

describe("in a process of its own", () => {
  const attacks = [...accidents, ...forgeries];
  test.each(attacks)("$title costs that function alone", (attack) => expectVerdict(attack, "process"));

  test.each([
    ["process.exit", "process.exit(0);", "crashed", /does not load: the code ended its own process \(exit code 0\)/],
    ["an endless loop", "for (;;);", "timeout", /does not load: no answer within 2 s/],
    ["an exception", "throw new Error(\"not today\");", "threw", /00-tiny\.ts:4: .*not today/],
    ["a kill of its own process group", "process.kill(0, \"SIGKILL\");", "crashed", /does not load: .*SIGKILL/],
  ])("%s while the file is loaded costs that file alone", async (_, code, kind, says) => {
    const verdict = await gradeFile(importTf + goodDouble + goodCount + code, { tier: "process" });
    expect(earned(verdict)).toEqual({ double: 0, count: 0, upper: 7 });
    expect(exerciseOf(verdict, "double").reason).toMatchObject({ kind, message: expect.stringMatching(says) });
  });
});

