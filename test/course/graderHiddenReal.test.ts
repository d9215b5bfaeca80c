import { useEngine } from "byhand";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Course, lessonsOf, thisCourse } from "../../course/edition/course";
import { findLeaks, teacherSecrets } from "../../course/edition/leaks";
import { withoutTeacherParts } from "../../course/exercises/loader";
import { formats } from "../../course/grader/formats";
import { gradeSubmission } from "../../course/grader/grade";
import type { SubmissionVerdict } from "../../course/grader/submissionVerdict";
import { root } from "../../course/setup/paths";
import { submit, tinyCache, tinyLimits } from "./graderTiny";

const all = thisCourse();
const [attention] = lessonsOf(all, ["05"]);
const spoilt = ["scaledDotProductAttention", "causalMask"];
const exercises = attention.exercises.filter(({ name }) => spoilt.includes(name));
const course: Course = { ...all, lessons: [{ ...attention, exercises }] };

/** Lesson 05 solved, but hidden scores are too near, and three remembered keys taken for granted. */
const fitted = withoutTeacherParts(readFileSync(join(root, "solutions", "05-attention.ts"), "utf8"))
  .replace("tf.range(keyLength - queryLength, keyLength,", `tf.range(keyLength === queryLength ? 0 : 3,
    keyLength === queryLength ? queryLength : 3 + queryLength,`)
  .replace("tf.mul(tf.sub(allowed, 1), 1e9)", "tf.mul(tf.sub(allowed, 1), 100)");

const grade = (secret: string): Promise<SubmissionVerdict> =>
  gradeSubmission(submit({ "05-attention.ts": fitted }), {
    course, byhand: "test", cache: tinyCache, limits: { ...tinyLimits, heap: 2 ** 28, memory: 2 ** 30 },
    secret: Buffer.from(secret),
  });

describe("the course's own hidden checks, in the grader", () => {
  let verdict: SubmissionVerdict;
  const folder = mkdtempSync(join(tmpdir(), "byhand-hidden-"));
  beforeAll(async () => {
    await useEngine("cpu");
    verdict = await grade("a secret of 32 bytes and no less");
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const lost = ({ lessons }: SubmissionVerdict) =>
    lessons.flatMap(({ exercises }) => exercises.flatMap(({ checks }) => checks.filter(({ reason }) => reason)));

  it("tell an answer that fits the public checks from a right one", () => {
    expect(lost(verdict).map(({ hidden, points, earned }) => ({ hidden, points, earned })))
      .toEqual([{ hidden: true, points: 2, earned: 0 }, { hidden: true, points: 1, earned: 0 }]);
    expect(lost(verdict)[0].reason?.message).toContain("which large scores outweigh");
    expect(lost(verdict)[1].reason?.message).toContain("three remembered keys are taken for granted");
    expect(verdict.points - verdict.earned).toBe(3);
  });

  it("have other inputs where the secret is another one, and the same ones where it is the same", async () => {
    const message = (each: SubmissionVerdict): string | undefined => lost(each)[0].reason?.message;
    const secrets = ["a secret of 32 bytes and no less", "another secret of 32 or so bytes"];
    const [again, other] = await Promise.all(secrets.map(grade));
    expect(message(again)).toBe(message(verdict));
    expect(message(other)).not.toBe(message(verdict)); // a number that comes from the inputs stands in it
  });

  it("leave neither names, texts nor inputs in what learners get", async () => {
    const learners = formats.filter(({ name }) => name !== "json" && name !== "csv");
    for (const { name, write } of learners) {
      const text = write([verdict], { roster: [], overrides: [] });
      for (const { name: check, reason } of lost(verdict)) {
        expect(text).not.toContain(check);
        expect(text).not.toContain(reason!.message.slice(0, 30));
      }
      writeFileSync(join(folder, name), text);
    }
    expect(await findLeaks(folder, teacherSecrets(course))).toEqual([]);
    writeFileSync(join(folder, "verdict.json"), JSON.stringify(verdict)); // what a teacher gets does hold them
    expect((await findLeaks(folder, teacherSecrets(course))).map(({ where }) => where.split(" ")[0])).toContain("verdict.json");
  });
});
