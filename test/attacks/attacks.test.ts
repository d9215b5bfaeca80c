import { beforeAll, describe, expect, test } from "vitest";
import { junitErrors } from "../course/validResults";
import { type NamedAttack, outcomeAt } from "./attack";
import { allAttacks } from "./attacks";
import { complaints } from "./complaints";
import { type Aftermath, fight } from "./fight";
import { allPlaces, isLent, obstacle, type Place } from "./places";

const attacks = await allAttacks();

/** One grader for all attacks, and one for each of those that end it. */
async function fightAll(place: Place, tried: NamedAttack[]): Promise<Aftermath[]> {
  const deadly = tried.filter((attack) => outcomeAt(attack, place).graderEnds);
  const aftermaths = [await fight(place, tried.filter((attack) => !deadly.includes(attack)))];
  for (const attack of deadly) aftermaths.push(await fight(place, [attack]));
  return aftermaths;
}

describe.each(allPlaces)("at the place “%s”", (place) => {
  const why = obstacle(place);
  describe.skipIf(why !== null)(`an attack${why ? ` is not tried: ${why}` : ""}`, () => {
    const tried = attacks.filter(({ weaker, reachesOut }) =>
      (isLent(place) ? reachesOut : !weaker?.[place]?.lentUserOnly)); // root has tried the others as another user
    let aftermaths: Aftermath[];
    beforeAll(async () => {
      aftermaths = await fightAll(place, tried);
    }, 400_000);

    const cases = tried.map((attack) => [attack.name, attack] as const);
    test.each(cases)("%s comes to what its file says", async (name, attack) => {
      const { end, aftermath } = aftermaths.map(({ end, outcomes }) => ({ end, aftermath: outcomes.get(name) }))
        .find((each) => each.aftermath)!;
      const outcome = outcomeAt(attack, place);
      const { scene, verdict, files } = aftermath!;
      await outcome.after?.(scene);
      if (outcome.graderEnds) return expect(end.signal).toBe(outcome.graderEnds);
      expect(verdict, end.printed).not.toBeNull();
      expect(complaints({ verdict: verdict!, files }, outcome, place)).toEqual([]);
    });

    test("leaves neither processes nor files behind, but for what its file says", () => {
      for (const { outcomes, changed, processes, strangers } of aftermaths) {
        const leaves = [...outcomes].flatMap(([name, { scene }]) =>
          outcomeAt(attacks.find((attack) => attack.name === name)!, place).leaves?.(scene) ?? []);
        expect(changed).toEqual(leaves);
        expect([...processes, ...strangers]).toEqual([]);
      }
    });

    test("does not keep the grader from ending by itself, without a word, with all results written", async () => {
      const [{ end, outcomes, wrongResults }] = aftermaths;
      expect(end).toEqual({ code: 0, signal: null, printed: "" });
      expect(wrongResults).toEqual([]);
      const reports = Object.fromEntries([...outcomes].map(([name, { files }]) => [`${name}.xml`, files["junit.xml"]]));
      expect(await junitErrors(reports)).toEqual([]);
    });
  });
});
