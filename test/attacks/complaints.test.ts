import { spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import type { SubmissionVerdict } from "../../course/grader/submissionVerdict";
import type { Outcome } from "./attack";
import { allAttacks } from "./attacks";
import { complaints } from "./complaints";
import { type Aftermath, fight } from "./fight";
import { processes, strangers } from "./survivors";
import { inventory, makeWorld } from "./world";

const name = "02-exits-in-function";
let results: { verdict: SubmissionVerdict; files: Record<string, string> };
let outcome: Outcome;

beforeAll(async () => {
  const attack = (await allAttacks()).find((each) => each.name === name)!;
  const { outcomes }: Aftermath = await fight("same user", [attack]);
  const { verdict, files } = outcomes.get(name)!;
  results = { verdict: verdict!, files };
  outcome = attack.outcome;
}, 120_000);

/** The results with something changed in them. */
function spoilt(change: (copy: typeof results) => void): typeof results {
  const copy = structuredClone(results);
  change(copy);
  return copy;
}

test("results as they should be bring no complaint", () => {
  expect(complaints(results, outcome, "same user")).toEqual([]);
});

test.each<[string, (copy: typeof results) => void, RegExp]>([
  ["a point too many", ({ verdict }) => verdict.lessons[0].exercises[0].checks[1].earned = 2, /^double earned 0,2,0/],
  ["a point too few", ({ verdict }) => verdict.lessons[1].exercises[0].checks[0].earned = 0, /^upper earned 0,2/],
  ["another reason", ({ verdict }) => verdict.lessons[0].exercises[0].reason!.message = "oh", /^double has the reason/],
  ["no reason", ({ verdict }) => verdict.lessons[0].exercises[0].checks[0].reason = null, /^double, small: 0 of 1/],
  ["an exercise missing", ({ verdict }) => verdict.lessons.pop(), /^upper has no verdict/],
  ["a note too many", ({ verdict }) => verdict.notes.push("strange"), /^unexpected note: strange/],
  ["another tier", ({ verdict }) => verdict.tier = "bubblewrap", /^graded in bubblewrap/],
  ["a hidden text", ({ files }) => files["report.html"] += "<p>XYLOPHONE 32</p>", /^report\.html holds XYLOPHONE/],
  ["the teacher's secret", ({ files }) => files["verdict.json"] += "QUETZALCOATL", /^verdict\.json holds QUETZAL/],
  ["a script", ({ files }) => files["report.html"] += "<script>1</script>", /^report\.html: <script>/],
  ["another form", ({ files }) => files["gradescope.json"] = "{}", /^gradescope\.json: /],
  ["a command", ({ verdict }) => verdict.lessons[0].exercises[0].reason!.message += " ##vso[x]", /a command: ##/],
])("%s is complained about", (_, change, message) => {
  const found = complaints(spoilt(change), outcome, "same user");
  expect(found.filter((each) => message.test(each))).not.toEqual([]);
});

test("a new file, a changed one, other rights and a process left behind are all noticed", async () => {
  const world = makeWorld();
  const before = inventory(world);
  writeFileSync(join(world, "temporary", "new"), "");
  writeFileSync(join(world, "teacher", "00-tiny.hidden.ts"), "changed");
  const after = inventory(world);
  expect(Object.keys(after).filter((at) => after[at] !== before[at]))
    .toEqual(["teacher/00-tiny.hidden.ts", "temporary/new"]);
  const child = spawn("sleep", ["600"], { cwd: world, detached: true, stdio: "ignore" });
  await once(child, "spawn");
  expect(processes((text) => text.includes(world))).toEqual([`${child.pid} sleep 600 `]);
  expect(strangers((path) => path === world)).toEqual([world]);
  child.kill("SIGKILL");
  await once(child, "exit");
  expect(processes((text) => text.includes(world))).toEqual([]);
  rmSync(world, { recursive: true });
});
