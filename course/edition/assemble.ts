import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { replaceFolder, requireReplaceable } from "./assembledFolder";
import type { Course } from "./course";
import { offlineBundle } from "./offlineBundle";
import { besideStudentEdition, insideStudentEdition } from "./products";
import { sealEdition } from "./seal";
import { writeStudentEdition } from "./studentEdition";

/**
 * Makes everything that a course is handed out as: the student edition, and what goes into it and beside it.
 *
 * @param options.out The folder; it must be new, empty, or the untouched result of an earlier call.
 * @param options.offline Whether there is to be an archive for machines without network, too.
 * @param options.say Gets a line for each product.
 * @throws {SetupError} where something in `out` could be lost; then nothing was written.
 */
export async function assemble(
  course: Course,
  { out, offline = false, say = () => undefined }: { out: string; offline?: boolean; say?: (line: string) => void },
): Promise<void> {
  requireReplaceable(out);
  await mkdir(dirname(out), { recursive: true });
  const lines = [`student edition: ${join(out, "student")} goes to learners`];
  await replaceFolder(out, async (folder) => {
    const student = join(folder, "student");
    await writeStudentEdition(course, student);
    for (const { name, write } of insideStudentEdition) lines.push(`${name}: ${await write(course, folder)}`);
    await sealEdition(student, course);
    const beside = [...besideStudentEdition, ...(offline ? [offlineBundle] : [])];
    for (const { name, write } of beside) lines.push(`${name}: ${await write(course, folder)}`);
  });
  for (const line of lines) say(line);
}
