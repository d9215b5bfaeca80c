import { releaseEngine, useEngine } from "byhand";
import { progress } from "byhand-course";
import { JSDOM } from "jsdom";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { type Course, thisCourse } from "../../course/edition/course";
import { loadLesson } from "../../course/exercises/lessons";
import { type Progress, progressIn, stageOf } from "../../course/exercises/progress";
import { progressHtml, progressText } from "../../course/exercises/showProgress";
import { root } from "../../course/setup/paths";

const place = mkdtempSync(join(tmpdir(), "byhand-progress-"));
const folder = join(place, "exercises");
const cache = join(place, "cache");
const options = { folder, cache };
const solution = (lesson: string): string => readFileSync(join(root, "solutions", `${lesson}.ts`), "utf8");
const write = (file: string, text: string): void => writeFileSync(join(folder, file), text);
const softmax = (divide: string): string =>
  'import * as tf from "@tensorflow/tfjs-core";\nexport function softmax(x: tf.Tensor): tf.Tensor {\n'
  + `  const e = tf.exp(tf.sub(x, tf.max(x, -1, true)));\n  return ${divide};\n}\n`;

let course: Course;
beforeAll(async () => {
  await useEngine("cpu");
  course = { ...thisCourse(), title: "Two lessons & more", version: "autumn" };
  course.lessons = course.lessons.filter(({ lesson }) => /^(00|05)/.test(lesson));
});
beforeEach(() => {
  rmSync(folder, { recursive: true, force: true });
  rmSync(cache, { recursive: true, force: true });
  cpSync(join(root, "solutions"), folder, { recursive: true });
});
afterAll(async () => {
  rmSync(place, { recursive: true });
  await releaseEngine();
});

const stages = ({ lessons }: Progress): Record<string, string> =>
  Object.fromEntries(lessons.flatMap(({ verdicts }) => verdicts).map((verdict) => [verdict.exercise, stageOf(verdict)]));

describe("progress", () => {
  it("sums the points, names each exercise's stage, and what is next in the course's order", async () => {
    const all = await progressIn(course, options);
    expect(all.next).toBeNull();
    expect(all.earned).toBe(all.points);
    expect(new Set(Object.values(stages(all)))).toEqual(new Set(["passed"]));

    const gone = solution("05-attention").replace(/export function splitHeads[^]*?\n}\n/, "")
      .replace("tf.greaterEqual(", "tf.greater(");
    write("05-attention.ts", gone.replace(/(function mergeHeads[^]*?)\/\/ BEGIN SOLUTION/,
      '$1throw new Error("TODO: write mergeHeads");\n  // BEGIN SOLUTION'));
    const some = await progressIn(course, options);
    expect(stages(some)).toMatchObject({
      scaledDotProductAttention: "passed", splitHeads: "not yet right", mergeHeads: "not written",
    });
    expect(["partly", "not yet right"]).toContain(stages(some).causalMask);
    expect(some.next).toEqual({ exercise: "causalMask", lesson: "05-attention" });
    const attention = some.lessons[1];
    const verdicts = attention.verdicts.map(({ earned, points }) => ({ earned, points }));
    expect(attention.earned).toBe(verdicts.reduce((sum, each) => sum + each.earned, 0));
    expect(some.points).toBe(all.points);
    expect(all.earned - some.earned).toBe(all.lessons[1].earned - attention.earned);
  });

  it("calls some points of an exercise partly done, and forbidden code refused", async () => {
    write("00-welcome.ts", softmax("tf.div(e, tf.sum(e))")); // right for a single row only
    const partly = await progressIn(course, { ...options, lessons: ["00-welcome"] });
    const verdict = partly.lessons[0].verdicts[0];
    expect(verdict.earned).toBeGreaterThan(0);
    expect(stageOf(verdict)).toBe("partly");
    expect(progressText(partly)).toContain(`◐ partly        softmax (${verdict.earned} of ${verdict.points})`);
    write("00-welcome.ts", softmax("tf.softmax(x)"));
    const refused = await progressIn(course, { ...options, lessons: ["00-welcome"] });
    expect(stages(refused).softmax).toBe("refused");
    expect(progressText(refused)).toMatch(/nothing in .*00-welcome\.ts could be checked: 00-welcome\.ts:4: tf\.softmax is what/);
  });

  it("counts public checks only, and says how many points the grader has besides", async () => {
    const hidden = course.lessons.flatMap(({ exercises }) => exercises).reduce((sum, each) => sum + each.hiddenPoints, 0);
    const { points, hiddenPoints } = await progressIn(course, options);
    const open = ["00-welcome", "05-attention"].flatMap((name) => loadLesson(name).exercises)
      .flatMap(({ checks }) => checks).reduce((sum, check) => sum + check.points, 0);
    expect({ points, hiddenPoints }).toEqual({ points: open, hiddenPoints: hidden });
    const text = progressText({ ...await progressIn(course, options), hiddenPoints: 7 });
    expect(text).toContain("The grader has checks of its own, for 7 more points.");
  });
});

describe("what is shown", () => {
  it("is a table whose words say all, with headings for rows and columns and a bar for each lesson", async () => {
    write("05-attention.ts", "export function ( {");
    const { document } = new JSDOM(progressHtml(await progressIn(course, options))).window;
    expect(document.querySelector("caption")!.textContent).toMatch(/^Two lessons & more \(autumn\): \d+ of \d+ points$/);
    expect([...document.querySelectorAll("th[scope=col]")].map(({ textContent }) => textContent))
      .toEqual(["lesson", "points", "exercises"]);
    const rows = [...document.querySelectorAll("tbody tr")];
    expect(rows.map((row) => row.querySelector("th[scope=row] a")!.getAttribute("href")))
      .toEqual(["00-welcome.ipynb", "05-attention.ipynb"]);
    const widths = rows.map((row) => row.querySelector<HTMLElement>("[aria-hidden] div")!.style.width);
    expect(widths).toEqual(["100%", "0%"]);
    expect(rows[0].textContent).toMatch(/✓ passed: softmax, crossEntropy/);
    expect(rows[1].textContent).toMatch(/could be checked: 05-attention\.ts:1 cannot be read as TypeScript/);
    expect(document.body.innerHTML).not.toMatch(/background: (white|#f)|color: (black|#0{3})/);
  });

  it("fills a bar only when all is earned, and leaves it empty only when nothing is", async () => {
    const one = await progressIn(course, { ...options, lessons: ["00-welcome"] });
    const text = (earned: number): string =>
      progressText({ ...one, lessons: [{ ...one.lessons[0], earned, points: 1000 }] }).match(/[█░]+/)![0];
    expect([0, 1, 999, 1000].map((earned) => text(earned).replaceAll("░", "").length)).toEqual([0, 1, 19, 20]);
  });
});

describe("progress() in the terminal", () => {
  it("has the course's title and version, the next step with its command, and takes one lesson", async () => {
    const shown: string[] = [];
    vi.stubEnv("BYHAND_EXERCISES", folder);
    vi.spyOn(console, "log").mockImplementation((text: string) => void shown.push(text));
    try {
      write("05-attention.ts", solution("05-attention").replace("tf.greaterEqual(", "tf.greater("));
      await progress("5");
      await progress("nothing");
    } finally {
      vi.unstubAllEnvs();
      vi.restoreAllMocks();
    }
    const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    expect(shown[0]).toContain(`(${version}): `);
    expect(shown[0]).toMatch(/Next: causalMask, in .*05-attention\.ts\. The lesson is notebooks\/05-attention\.ipynb/);
    expect(shown[0]).toContain("npm run check -- causalMask");
    expect(shown[0]).not.toContain("00-welcome");
    expect(shown[1]).toMatch(/there is no lesson "nothing": there are 00-welcome, /);
  });
});
