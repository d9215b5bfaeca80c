import { beforeAll, describe, expect, test } from "vitest";
import { reportAll } from "../../course/grader/report";
import { htmlErrors, junitErrors, schemaErrors } from "../course/validResults";
import { type ExerciseName, type NamedAttack, outcomeAt } from "./attack";
import { allAttacks } from "./attacks";
import { full, hiddenTexts } from "./course";
import { type Aftermath, fight } from "./fight";
import { allPlaces, isLent, obstacle, type Place } from "./places";
import { teachersSecret } from "./world";

const attacks = await allAttacks();

function isTried({ weaker }: NamedAttack, place: Place): boolean {
  return !weaker?.[place]?.lentUserOnly || isLent(place);
}

/** One grader for all attacks, and one for each of those that end it. */
async function fightAll(place: Place): Promise<Map<string, Aftermath>> {
  const tried = attacks.filter((attack) => isTried(attack, place));
  const deadly = tried.filter((attack) => outcomeAt(attack, place).graderEnds);
  const crowd = tried.filter((attack) => !deadly.includes(attack));
  const aftermaths = new Map<string, Aftermath>();
  for (const group of [crowd, ...deadly.map((attack) => [attack])]) {
    const aftermath = await fight(place, group);
    for (const { name } of group) aftermaths.set(name, aftermath);
  }
  return aftermaths;
}

/** Points of each check, by exercise. */
function expectedPoints(earned: Partial<Record<ExerciseName, number[] | 0>>): Record<string, number[]> {
  return Object.fromEntries(Object.entries(full).map(([name, points]) =>
    [name, earned[name as ExerciseName] === 0 ? points.map(() => 0) : earned[name as ExerciseName] ?? points]));
}

describe.each(allPlaces)("at the place “%s”", (place) => {
  describe.skipIf(obstacle(place) !== null)("an attack", () => {
    let aftermaths: Map<string, Aftermath>;
    beforeAll(async () => {
      aftermaths = await fightAll(place);
    }, 400_000);

    const tried = attacks.filter((attack) => isTried(attack, place));
    test.each(tried.map((attack) => [attack.name, attack] as const))("%s", async (name, attack) => {
      const outcome = outcomeAt(attack, place);
      const { end, outcomes } = aftermaths.get(name)!;
      const { scene, verdict, files } = outcomes.get(name)!;
      await outcome.after?.(scene);
      if (outcome.graderEnds) return expect(end.signal).toBe(outcome.graderEnds);
      expect(verdict, end.printed).not.toBeNull();
      const exercises = verdict!.lessons.flatMap((lesson) => lesson.exercises);
      const { problem, earned = {}, reasons = {}, notes = [], typeErrors = [] } = outcome;
      expect(Object.fromEntries(exercises.map(({ name: exercise, checks }) => [exercise, checks.map((check) => check.earned)])))
        .toEqual(expectedPoints(problem ? { double: 0, count: 0, upper: 0 } : earned));
      // each reason as stated, and one wherever points are lost
      for (const { name: exercise, reason, checks } of exercises) {
        const [kind, message] = problem ? ["refused", /^the submission was not graded: /] as const
          : reasons[exercise as ExerciseName] ?? [null, /^$/] as const;
        expect([exercise, reason?.kind ?? null, reason?.message ?? ""])
          .toEqual([exercise, kind, expect.stringMatching(message)]);
        for (const check of checks) expect(check.reason === null).toBe(check.earned === check.points);
      }
      expect(verdict!.problem ?? "").toMatch(problem ?? /^$/);
      expect(verdict!.notes).toEqual(notes.map((note) => expect.stringMatching(note)));
      expect(verdict!.types ?? []).toEqual(typeErrors.map((error) => expect.stringMatching(error)));
      expect(verdict!.tier).toBe(place === "bubblewrap" ? "bubblewrap" : "process");
      // results that learners see
      const learners = Object.entries(files).filter(([file]) => file !== "verdict.json").map(([, text]) => text).join("\n");
      for (const text of hiddenTexts) expect(learners).not.toContain(text);
      expect(Object.values(files).join("\n")).not.toContain(teachersSecret);
      expect(reportAll([verdict!])).not.toMatch(/^\s*::|##\w*\[/m); // a runner's log would obey it
      expect(schemaErrors("gradescope", JSON.parse(files["gradescope.json"]))).toBeNull();
      expect(schemaErrors("classroom50", JSON.parse(files["result.json"]))).toBeNull();
      expect(schemaErrors("exercism", JSON.parse(files["exercism.json"]))).toBeNull();
      expect(htmlErrors(files["report.html"])).toEqual([]);
    });

    test("leaves nothing behind but what its file says", () => {
      for (const { end, outcomes, changed, wrongResults, processes } of new Set(aftermaths.values())) {
        const here = attacks.filter(({ name }) => outcomes.has(name));
        const leaves = here.flatMap((attack) => outcomeAt(attack, place).leaves?.(outcomes.get(attack.name)!.scene) ?? []);
        expect(changed).toEqual(leaves);
        expect(processes).toEqual([]);
        if (here.some((attack) => outcomeAt(attack, place).graderEnds)) continue;
        expect(end).toEqual({ code: 0, signal: null, printed: "" });
        expect(wrongResults).toEqual([]);
      }
    });

    test("leaves reports that fit JUnit's schema", async () => {
      const reports = [...new Set(aftermaths.values())].flatMap(({ outcomes }) => [...outcomes]
        .flatMap(([name, { files }]) => (files["junit.xml"] === undefined ? [] : [[`${name}.xml`, files["junit.xml"]]])));
      expect(await junitErrors(Object.fromEntries(reports) as Record<string, string>)).toEqual([]);
    });
  });
});
