import { readFileSync } from "node:fs";
import { basename } from "node:path";
import type { LessonExercises } from "../../exercises/types";
import { GradebookError, type GradebookInputs, readOverrides, readRoster } from "./gradebookInputs";

/**
 * Reads the teacher's files for the gradebook, where there are any.
 * @throws GradebookError where one cannot be read, or is not as it should be.
 */
export function readGradebookInputs(
  files: { roster?: string; overrides?: string },
  { lessons }: { lessons: LessonExercises[] },
): GradebookInputs {
  const roster = files.roster ? readRoster(textOf(files.roster), basename(files.roster)) : [];
  if (!files.overrides) return { roster, overrides: [] };
  const overrides = readOverrides(textOf(files.overrides), basename(files.overrides), { lessons });
  return { roster, overrides };
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new GradebookError(`${file} cannot be read: ${(error as Error).message}`);
  }
}
