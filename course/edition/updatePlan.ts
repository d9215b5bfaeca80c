import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { UpdateStep } from "../finishUpdate.mjs";
import { mergeExercises } from "./mergeExercises";
import type { Edition } from "./openEdition";
import { digest, fileDigest } from "./seal";

/** What an update does, before any of it is done. */
export interface UpdatePlan {
  steps: (UpdateStep & { content?: Uint8Array })[];
  /** Files that the learner wrote in and that are replaced, changed or removed: copies of them are kept. */
  touched: string[];
  /** What the learner should know, a line each. */
  notes: string[];
}

const isExercise = (file: string): boolean => /^exercises\/[^/]+\.ts$/.test(file);
const isNotebook = (file: string): boolean => /^notebooks\/(src\/)?[^/]+$/.test(file);

/**
 * Compares three states of each file: as it came with the old version, as it stands here, and as the new version has it.
 * The course's files are replaced; a learner's exercises and notebooks are kept, merged, or put beside the new ones.
 *
 * @throws LearnerError where exercises that both sides changed have a syntax error
 */
export function planUpdate(here: Edition, next: Edition): UpdatePlan {
  const plan: UpdatePlan = { steps: [], touched: [], notes: [] };
  const files = new Set([...Object.keys(here.seal.files), ...Object.keys(next.seal.files)]);
  for (const file of [...files].sort()) planFile(file, { here, next, plan });
  // Last of all: as long as it is the old one, it can carry out the rest after an interruption.
  const isLast = ({ file }: UpdateStep): number => (file === "course/bootstrap.mjs" ? 1 : 0);
  plan.steps.sort((a, b) => isLast(a) - isLast(b));
  return plan;
}

interface Versions {
  here: Edition;
  next: Edition;
  plan: UpdatePlan;
}

function planFile(file: string, { here, next, plan }: Versions): void {
  const [was, will] = [here.seal.files[file], next.seal.files[file]];
  const mine = readIfThere(join(here.folder, file));
  const now = mine && fileDigest(mine);
  if (now === (will ?? null)) return;
  const replaceBy = (content: Uint8Array | null): void => {
    if (mine && now !== was) plan.touched.push(file);
    plan.steps.push({ file, before: mine && digest(mine), remove: content === null, ...(content && { content }) });
  };
  const touched = mine !== null && now !== was;
  if (will === undefined) {
    if (touched && (isExercise(file) || isNotebook(file))) plan.notes.push(`${file} is no longer part of the course; yours stays`);
    else replaceBy(null);
    return;
  }
  const content = readFileSync(join(next.folder, file));
  if (!touched) return replaceBy(content);
  if (was === will && (isExercise(file) || isNotebook(file))) return;
  if (isExercise(file)) return planExercises(file, mine, content, { here, next, plan });
  if (file.endsWith(".ipynb")) keepBeside(file, mine, { here, next, plan });
  else plan.notes.push(`${file} was changed here and is replaced`);
  replaceBy(content);
}

function planExercises(file: string, mine: Buffer, content: Buffer, { here, plan }: Versions): void {
  const original = readIfThere(join(here.folder, "exercises", ".original", basename(file)));
  const base = original?.toString() ?? "";
  const { text, notes } = mergeExercises(mine.toString(), base, content.toString(), { file: basename(file) });
  plan.notes.push(...notes.map((note) => `${file}: ${note}`));
  const merged = Buffer.from(text);
  if (merged.equals(mine)) return;
  plan.touched.push(file);
  plan.steps.push({ file, before: digest(mine), remove: false, content: merged });
}

/** Under a name without a number in front, by which no tool takes it for a lesson. */
function keepBeside(file: string, mine: Buffer, { here, plan }: Versions): void {
  const name = `mine-${basename(file, ".ipynb")}-${here.seal.version.replace(/[^\w.-]+/g, "-")}`;
  const free = (number: number): string => {
    const path = `notebooks/${name}${number > 1 ? `-${number}` : ""}.ipynb`;
    return existsSync(join(here.folder, path)) ? free(number + 1) : path;
  };
  const kept = free(1);
  plan.steps.push({ file: kept, before: null, remove: false, content: mine });
  plan.notes.push(`${file} is new; yours, with what it printed, is now ${kept}`);
}

function readIfThere(path: string): Buffer | null {
  return existsSync(path) ? readFileSync(path) : null;
}
