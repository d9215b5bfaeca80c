import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { LineCounter, parseDocument } from "yaml";
import { z } from "zod";

/** What a course.yaml says, with its folders as full paths. */
export interface CourseFile {
  title: string;
  version: string;
  weeks: { title: string; lessons: string[] }[];
  /** The teacher's own lessons: a folder laid out like the course. */
  own?: string;
  /** For an exercise, the sum of its checks' points. */
  points: Record<string, number>;
  /** Where hidden checks are that are not beside the public ones. */
  hidden?: string;
}

/** A course.yaml that cannot be used; its message names the file and what to change. */
export class CourseFileError extends Error {
  override readonly name = "CourseFileError";
}

/** YAML reads 05 as a number. */
const word = z.union([z.string().trim().min(1), z.number()]).transform(String);

const schema = z.strictObject({
  title: z.string().trim().min(1),
  version: word,
  weeks: z.array(z.strictObject({ title: z.string().trim().min(1), lessons: z.array(word).min(1) })).min(1),
  own: z.string().min(1).optional(),
  points: z.record(z.string(), z.int().min(1).max(1000)).default({}),
  hidden: z.string().min(1).optional(),
});

/**
 * Reads a course.yaml.
 * @throws CourseFileError where it is not there, is no YAML, lacks something, or names a folder that is not there.
 */
export function readCourseFile(path: string): CourseFile {
  const said = check(path, readYaml(path));
  const folder = (key: "own" | "hidden"): string | undefined => {
    if (said[key] === undefined) return undefined;
    const full = resolve(dirname(path), said[key]);
    if (existsSync(full) && statSync(full).isDirectory()) return full;
    throw new CourseFileError(`${path}: ${key} is "${said[key]}", but there is no folder ${full}`);
  };
  return { ...said, own: folder("own"), hidden: folder("hidden") };
}

function readYaml(path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new CourseFileError(`${path} cannot be read (${(error as Error).message}): give the path of a course.yaml`);
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [wrong] = document.errors;
  if (wrong) {
    const { line } = lines.linePos(wrong.pos[0]);
    throw new CourseFileError(`${path}, line ${line}: this is no YAML: ${wrong.message}`);
  }
  try {
    return document.toJS();
  } catch (error) { // an alias without its anchor, or aliases that multiply without end
    throw new CourseFileError(`${path}: this is no YAML that can be used: ${(error as Error).message}`);
  }
}

function check(path: string, said: unknown): z.infer<typeof schema> {
  const result = schema.safeParse(said);
  if (result.success) return result.data;
  const wrong = result.error.issues.map(({ path: keys, message }) => `${keys.join(".") || "the file"}: ${message}`);
  throw new CourseFileError(`${path} is no course: ${wrong.join("; ")}. docs/teaching.md has one to start from`);
}
