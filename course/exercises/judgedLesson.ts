import * as tf from "@tensorflow/tfjs-core";
import { atomicWrite } from "byhand";
import { createHash, randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { root } from "../setup/paths";
import { exercisesFolder, learnersCache } from "./folder";
import type { Guard } from "./handle";
import { judgeFile } from "./judge";
import { helperPath, isHelper } from "./rules";
import { unrunVerdict } from "./runner";
import { LearnerError, type LessonExercises, type Verdict } from "./types";
import { withinTime } from "./withinTime";

/** The verdicts on all exercises of one file, by its public checks. */
export interface JudgedLesson {
  verdicts: Verdict[];
  /** Why nothing in the file could be run, or null. */
  problem: string | null;
}

/**
 * Judges what stands in a learner's file now; verdicts are kept for as long as nothing that they depend on changes.
 *
 * They depend on the file and its helper files, on the lesson, on the course's own code and on the engine.
 */
export async function judgedLesson(
  lesson: LessonExercises,
  { folder = exercisesFolder(), cache = join(learnersCache(), "progress") }: { folder?: string; cache?: string } = {},
): Promise<JudgedLesson> {
  const entry = join(folder, `${lesson.lesson}.ts`);
  const kept = join(cache, `${lesson.lesson}.${tf.getBackend()}.json`);
  const key = keyOf(lesson, entry);
  const known = readKept(kept);
  if (known?.key === key) return known.judged;

  const { judged, ended } = await judgeAll(lesson, folder);
  if (!ended && keyOf(lesson, entry) === key) { // else a file was saved meanwhile, and it is not known which was judged
    mkdirSync(cache, { recursive: true });
    await atomicWrite(kept, JSON.stringify({ key, judged }));
  }
  return judged;
}

/** `ended`: some code was ended from outside, so that the verdict says nothing about another time. */
async function judgeAll(lesson: LessonExercises, folder: string): Promise<{ judged: JudgedLesson; ended: boolean }> {
  let ended = false;
  const guard: Guard = (run) => {
    try {
      return withinTime(run);
    } catch (error) {
      ended ||= error instanceof LearnerError && error.kind === "timeout";
      throw error;
    }
  };
  const verdicts: Verdict[] = [];
  for (const exercise of lesson.exercises) {
    const { verdict, fileProblem } = await judgeFile(exercise, lesson, { folder, guard });
    if (fileProblem !== undefined) { // the same for all
      const all = lesson.exercises.map((each) => unrunVerdict(each, fileProblem, verdict.status as "refused" | "failed"));
      return { judged: { verdicts: all, problem: fileProblem }, ended };
    }
    verdicts.push(verdict);
  }
  return { judged: { verdicts, problem: null }, ended };
}

/** The build that runs here; code that was not built has no name that would outlive the process. */
const builtFile = join(root, "course", "dist", ".built");
const code = __dirname.startsWith(join(root, "course", "dist")) && existsSync(builtFile)
  ? readFileSync(builtFile, "utf8") : randomUUID();

function keyOf({ version, exercises }: LessonExercises, entry: string): string {
  const points = exercises.map(({ name, checks }) => [name, ...checks.map((check) => check.points)]);
  const hash = createHash("sha256");
  for (const part of [code, version, JSON.stringify(points), ...filesFrom(entry)]) hash.update(part).update("\0");
  return hash.digest("hex");
}

/** Paths and contents of a learner's file and of the helper files that it brings in, there or not. */
function filesFrom(entry: string): string[] {
  const found = new Map<string, string>();
  const waiting = [entry];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (found.has(path)) continue;
    const there = existsSync(path);
    const source = there ? readFileSync(path, "latin1") : ""; // every byte as one character
    found.set(path, `${there}${source}`);
    const imports = ts.preProcessFile(source, true, true).importedFiles.map(({ fileName }) => fileName);
    for (const name of imports.filter(isHelper)) waiting.push(helperPath(path, name));
  }
  return [...found].flat();
}

function readKept(path: string): { key: string; judged: JudgedLesson } | null {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return null; // none yet, or one that was cut off
  }
}
