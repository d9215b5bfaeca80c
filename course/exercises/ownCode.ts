import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../setup/paths";
import { withoutTeacherParts } from "./loader";
import { fromTop } from "./places";
import { neededBy, topLevel } from "./topLevel";

/** A function's text to be read, with the helper functions of its file that it uses. */
export interface Code {
  text: string;
  /** The file that it stands in, from the course's top folder. */
  file: string;
}

/**
 * An exercise's function as it stands in a file, without its doc comment, followed by what it uses of that file and
 * what was not there from the start; null where the file does not declare it.
 *
 * @param given the lesson's file as learners first get it
 * @param others the lesson's other exercises
 */
export function ownCode(
  source: string, name: string, { given = "", others = [] }: { given?: string; others?: readonly string[] } = {},
): string | null {
  const statements = topLevel(withoutMarks(source));
  const own = statements.filter(({ names, kind }) => names.includes(name) && (kind === "function" || kind === "variable"));
  if (own.length === 0) return null;
  const known = new Set(topLevel(given).map(({ text }) => text));
  const helpers = neededBy(own[own.length - 1], statements, others)
    .filter((each) => !own.includes(each) && each.kind !== "import" && !known.has(each.text));
  return [...own, ...helpers].map(({ text }) => text).join("\n\n");
}

/** A solution file as plain code: no teacher's parts, no stub lines, no marks. */
function withoutMarks(source: string): string {
  return withoutTeacherParts(source).replace(/^[ \t]*\/\/ (?:(?:BEGIN|END) SOLUTION[ \t]*|STUB:.*)\r?\n/gm, "");
}

/** The library's function of this name, from its source; null where there is none. */
export function librarysCode(name: string): Code | null {
  for (const path of sources(join(root, "lib"))) {
    const source = readFileSync(path, "utf8");
    if (!source.includes(`export function ${name}`)) continue; // spares parsing the others
    const text = ownCode(source, name);
    if (text) return { text, file: fromTop(path) };
  }
  return null;
}

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return ["dist", "node_modules"].includes(entry.name) ? [] : sources(path);
    return entry.name.endsWith(".ts") ? [path] : [];
  });
}
