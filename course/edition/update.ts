import { atomicWrite } from "byhand";
import { readFileSync } from "node:fs";
import { copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { UpdateJournal } from "../finishUpdate.mjs";
import { root } from "../setup/paths";
import { openEdition } from "./openEdition";
import { digest, readSeal, type Seal, sealFile } from "./seal";
import { planUpdate, type UpdatePlan } from "./updatePlan";

/** What an update did. */
export interface UpdateReport {
  from: string;
  to: string;
  /** What the learner should know, a line each. */
  notes: string[];
  /** Where files that the learner wrote in lie as they were, relative to the course; null where there are none. */
  backups: string | null;
  /** How many files were written or removed. */
  changed: number;
}

/**
 * Brings a newer version of the course into a student edition, and keeps the learner's work.
 *
 * Nothing that is there changes until all new content lies ready beside it; what then happens is renames, which any later
 * command finishes if this one is interrupted (finishUpdate.mjs).
 *
 * @param source the folder or zip file of the newer edition
 * @param options.carryOut false leaves the update prepared, for the next command to carry out
 * @throws RangeError where one of the two is no edition, LearnerError where a learner's file can't be read; nothing has
 * changed then
 */
export async function updateEdition(
  source: string, { folder = root, carryOut = true }: { folder?: string; carryOut?: boolean } = {},
): Promise<UpdateReport> {
  const here = { folder, seal: readSeal(folder) };
  const unpackTo = await mkdtemp(join(tmpdir(), "byhand-update-"));
  try {
    const next = await openEdition(source, { unpackTo, here: folder });
    const plan = planUpdate(here, next);
    const [from, to] = [here.seal.version, next.seal.version];
    const backups = plan.touched.length > 0 ? join("backups", `${timestamp()}-before-${to.replace(/[^\w.-]+/g, "-")}`) : null;
    if (plan.steps.length > 0 || from !== to) {
      await prepare(plan, { folder, backups: backups ?? "backups", version: to, seal: newSeal(here.seal, next.seal) });
      if (carryOut) finisher().finishUpdate(folder);
    }
    return { from, to, notes: plan.notes, backups, changed: plan.steps.length };
  } finally {
    await rm(unpackTo, { recursive: true, force: true });
  }
}

/** Puts all new content and copies of the learner's files on the disk; the journal, last, makes the update valid. */
async function prepare(
  { steps, touched, notes }: UpdatePlan,
  { folder, backups, version, seal }: { folder: string; backups: string; version: string; seal: string },
): Promise<void> {
  const work = join(folder, finisher().updateFolder);
  await rm(work, { recursive: true, force: true }); // of an update that never became valid
  for (const file of touched) {
    const copy = join(folder, backups, file);
    await mkdir(dirname(copy), { recursive: true });
    await copyFile(join(folder, file), copy);
  }
  const before = digest(readFileSync(join(folder, sealFile)));
  const all = [...steps, { file: sealFile, before, remove: false, content: Buffer.from(seal) }];
  for (const { file, content } of all) {
    if (content === undefined) continue;
    await mkdir(dirname(join(work, "new", file)), { recursive: true });
    await writeFile(join(work, "new", file), content, { flush: true });
  }
  const journal: UpdateJournal = {
    version, backups, notes, steps: all.map(({ file, before, remove }) => ({ file, before, remove })),
  };
  await atomicWrite(join(work, "journal.json"), `${JSON.stringify(journal, null, 1)}\n`);
}

function newSeal(old: Seal, next: Seal): string {
  const history = [...old.history, { version: old.version, until: new Date().toISOString().slice(0, 10) }];
  return `${JSON.stringify({ ...next, history }, null, 1)}\n`;
}

/** The same code as the bootstrap's, by its path: it is not built. */
function finisher(): typeof import("../finishUpdate.mjs") {
  return createRequire(__filename)(join(root, "course", "finishUpdate.mjs")) as typeof import("../finishUpdate.mjs");
}

function timestamp(): string {
  return new Date().toISOString().slice(0, 19).replaceAll(":", "-");
}
