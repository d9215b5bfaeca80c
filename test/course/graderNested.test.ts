import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { gradescope } from "../../course/grader/formats/gradescope";
import { childEnvironment } from "../../course/grader/launch";
import { reportAll } from "../../course/grader/report";
import type { SubmissionVerdict } from "../../course/grader/submissionVerdict";
import { goodCount, goodDouble, gradeFile, importTf } from "./graderTiny";

const good = importTf + goodDouble + goodCount;

describe("inside a container that lets no other be nested", () => {
  const folder = mkdtempSync(join(tmpdir(), "grader-nested-"));
  const refusal = "bwrap: Creating new namespace failed: Operation not permitted";
  const { PATH: systemPath } = childEnvironment;
  let verdict: SubmissionVerdict;
  beforeAll(async () => {
    mkdirSync(join(folder, "bin"));
    writeFileSync(join(folder, "bin", "bwrap"), `#!/bin/sh\necho "${refusal}" >&2\nexit 1\n`);
    chmodSync(folder, 0o755);
    chmodSync(join(folder, "bin", "bwrap"), 0o755);
    childEnvironment.PATH = `${join(folder, "bin")}:${systemPath}`;
    verdict = await gradeFile(good);
  });
  afterAll(() => {
    childEnvironment.PATH = systemPath;
    rmSync(folder, { recursive: true });
  });

  test("the work is graded in a process, and the result says so with the reason", () => {
    expect(verdict).toMatchObject({ tier: "process", earned: 43 });
    expect(verdict.unavailable).toContain(`bubblewrap: ${refusal}`);
  });

  test("the teacher's table says what was used instead, and why", () => {
    const table = reportAll([verdict], { width: 500 });
    expect(table).toMatch(/^note: the isolation is `process`, which contains accidents, not malice: bubblewrap.*not permitted/);
    expect(reportAll([verdict, verdict], { width: 500 }).match(/the isolation is/g)).toHaveLength(1);
  });

  test("the results that leave the container name it", () => {
    const results = JSON.parse(gradescope.write([verdict], { roster: [], overrides: [] })) as { extra_data: object };
    expect(results.extra_data).toMatchObject({ isolation: "process" });
  });

  test("marks that need more can be had nowhere: nothing is graded", async () => {
    await expect(gradeFile(good, { atLeast: "bubblewrap" })).rejects.toThrow(new RegExp(refusal));
  });
});

test("a table says nothing of the isolation where it is as strict as can be", async () => {
  const verdict = await gradeFile(good, { tier: "process" });
  expect(reportAll([{ ...verdict, tier: "bubblewrap", unavailable: ["container (podman): podman is not installed"] }]))
    .not.toContain("isolation");
});
