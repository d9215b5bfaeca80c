import { randomInt } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { prepareTypeChecker } from "../../course/grader/checkTypes";
import { formats } from "../../course/grader/formats";
import { defaultLimits, type Limits } from "../../course/grader/limits";
import { prepareSandbox } from "../../course/grader/sandbox";
import type { SubmissionVerdict } from "../../course/grader/submissionVerdict";
import { nobodies } from "../../course/grader/users";
import { cacheFolder } from "../../course/setup/paths";
import { realEngine } from "../course/containerEngine";
import type { NamedAttack } from "./attack";
import { bystander } from "./bystander";
import type { Run } from "./graderProcess";
import { freePort, listen } from "./network";
import { isLent, lentUser, type Place, tierOf } from "./places";
import { type Scene, sceneOf } from "./scene";
import { type GraderEnd, startGrader } from "./startGrader";
import { dataLimit, strangers, survivors } from "./survivors";
import { inventory, makeWorld } from "./world";

/** What is left when a grader has graded attacks at one place. */
export interface Aftermath {
  end: GraderEnd;
  /** By attack. */
  outcomes: Map<string, { scene: Scene; verdict: SubmissionVerdict | null; files: Record<string, string> }>;
  /** Entries of the world that are new, changed or gone, results apart. */
  changed: string[];
  /** Results that are missing, or that nobody asked for. */
  wrongResults: string[];
  /** Command lines of processes that survived. */
  processes: string[];
  /** Files elsewhere that an attack has made. */
  strangers: string[];
}

/** For the grader as a whole, in milliseconds: far more than it needs on a busy machine. */
const limit = 300_000;
const mebibyte = 2 ** 20;

/** Lets one grader grade all these attacks at a place, and looks at what has become of everything. */
export async function fight(place: Place, attacks: NamedAttack[]): Promise<Aftermath> {
  const world = makeWorld();
  const user = isLent(place) ? lentUser : null;
  const listener = await listen();
  const bystanders = await Promise.all([bystander(user), bystander(user)]);
  // The number of bytes marks the processes: the kernel's limit is passed on to all that they start.
  const mark = 4096 * randomInt(1, 255);
  const limits = (seconds: number): Limits => ({
    ...defaultLimits, memory: 300 * mebibyte + mark, heap: 80 * mebibyte, requestTime: seconds * 1000,
    exerciseTime: 10 * seconds * 1000, // a fresh process after one that hung starts in it
  });
  const stage = {
    place, world, listener, freePort: await freePort(), bystander: bystanders[0], nodeBystander: bystanders[1],
  };
  const scenes = attacks.map(({ name }) => sceneOf(name, stage));
  const paths: string[] = [];
  for (const [i, attack] of attacks.entries()) paths.push(await attack.handIn(scenes[i]));
  const shortTypes = { requestTime: place === "container" ? 10_000 : 1_500 }; // a container has no snapshot
  const which = (hangs: boolean, types: boolean): string[] => paths.filter((_, i) =>
    Boolean(attacks[i].hangs) === hangs && Boolean(attacks[i].types) === types);
  const runs: Run[] = [
    { paths: which(false, false), limits: limits(20), types: false, parallel: 2 },
    { paths: which(true, false), limits: limits(3), types: false, typeLimits: shortTypes, parallel: 4 },
    { paths: which(false, true), limits: limits(20), types: true, parallel: 2 },
    { paths: which(true, true), limits: limits(20), types: true, typeLimits: shortTypes, parallel: 2 },
  ].filter((run) => run.paths.length > 0);
  const before = inventoryOf(world);
  const engine = place === "container" ? realEngine() : null;
  if (place === "container" && !engine) throw new Error("no container can be started on this machine");
  const end = await startGrader({
    tier: tierOf(place), runs, results: join(world, "results"), cache: await prepare(limits(20)),
    temporary: join(world, "temporary"),
  }, { world, limit, engine, lent: isLent(place) });
  engine?.remove();
  listener.server.close();
  bystanders.forEach(({ dismiss }) => dismiss());
  const after = inventoryOf(world);
  const each = formats.filter(({ of }) => of === "submission").map(({ file }) => file);
  const aftermath = {
    end,
    outcomes: new Map(scenes.map((scene) => [scene.name, { scene, ...resultsOf(scene.results) }])),
    changed: [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((at) => before[at] !== after[at]),
    wrongResults: difference(Object.keys(inventory(join(world, "results"))), [
      "gradebook.csv", ...attacks.flatMap(({ name }) => [name, ...each.map((file) => join(name, file))]),
    ]),
    processes: await survivors((text) => text.includes(world) || dataLimit(text) % mebibyte === mark),
    strangers: strangers((path, owner) => owner === lentUser
      || (owner >= nobodies.first && owner < nobodies.first + nobodies.count)
      || scenes.some((scene) => path.includes(scene.mark))),
  };
  rmSync(world, { recursive: true });
  return aftermath;
}

/** Builds the programs of the grader's processes, which not every user can, into a folder that every user can read. */
async function prepare(limits: Limits): Promise<string> {
  const cache = join(cacheFolder, "attacks");
  const { isolation } = await prepareSandbox(cache, { tier: "process", limits });
  await prepareTypeChecker(cache, isolation);
  return cache;
}

/** Where nothing may change; the results are the grader's own. */
function inventoryOf(world: string): Record<string, string> {
  const all = ["in", "teacher", "temporary"].map((folder) => Object.entries(inventory(join(world, folder), ""))
    .map(([at, entry]) => [join(folder, at), entry] as const));
  return Object.fromEntries(all.flat());
}

/** What stands in one of the lists only. */
function difference(a: string[], b: string[]): string[] {
  return [...a.filter((item) => !b.includes(item)), ...b.filter((item) => !a.includes(item))];
}

function resultsOf(folder: string): { verdict: SubmissionVerdict | null; files: Record<string, string> } {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  const files = Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), "utf8")]));
  const verdict = files["verdict.json"] === undefined ? null : JSON.parse(files["verdict.json"]) as SubmissionVerdict;
  return { verdict, files };
}
