import { neededBy, type TopLevel, topLevel } from "./topLevel";

/** A file's text with one stub back in it. */
export interface WithStub {
  text: string;
  /** What the stub needs and the file no longer had, by name: put back too. */
  added: string[];
}

/** One change of a text; changes must not overlap. */
type Edit = { start: number; end: number; text: string };

/**
 * Puts the stub of one exercise in place of the learner's function; every other character stays as it is.
 *
 * A function that is gone comes back at the end of the file. Neither text may have syntax errors.
 * @param original the lesson's file as learners first get it
 * @throws RangeError where the learner's function shares its statement with something else.
 */
export function withStub(source: string, name: string, original: string): WithStub {
  const stubs = topLevel(original);
  const stub = stubs.find((each) => each.names.includes(name));
  if (!stub) throw new RangeError(`the lesson's original file has no function ${name}`);
  const lineEnd = source.includes("\r\n") ? "\r\n" : "\n";
  const written = (text: string): string => text.replaceAll("\n", lineEnd);
  const comment = original.slice(stub.commentStart, stub.start);

  const mine = topLevel(source);
  const declared = mine.filter((each) => each.names.includes(name));
  refuseUnusual(declared, name, source);
  const edits = declared.map((each, i): Edit => {
    if (i > 0) return { start: each.commentStart, end: afterLine(source, each.end), text: "" };
    const statement = each.commentStart < each.start ? "" : comment;
    return { start: each.start, end: each.end, text: written(statement + stub.text) };
  });
  const has = new Set(mine.flatMap((each) => each.names));
  const missing = neededBy(stub, stubs).filter(({ names }) => !names.some((each) => has.has(each)));
  const imports = missing.filter(({ kind }) => kind === "import").map(({ text }) => written(`${text}\n`));
  const top = source.startsWith("\uFEFF") ? 1 : 0;
  if (imports.length > 0) edits.push({ start: top, end: top, text: imports.join("") });
  const below = [...(declared.length === 0 ? [stub] : []), ...missing.filter(({ kind }) => kind !== "import")];
  const gap = source === "" ? "" : source.endsWith("\n") ? "\n" : "\n\n";
  const atEnd = below.map(({ commentStart, end }) => original.slice(commentStart, end));
  if (below.length > 0) {
    edits.push({ start: source.length, end: source.length, text: written(`${gap}${atEnd.join("\n\n")}\n`) });
  }
  return { text: edited(source, edits), added: missing.flatMap(({ names }) => names) };
}

function refuseUnusual(declared: readonly TopLevel[], name: string, source: string): void {
  const unusual = declared.find(({ kind, names }) => kind !== "function" && (kind !== "variable" || names.length > 1));
  if (!unusual) return;
  const line = source.slice(0, unusual.start).split("\n").length;
  const shown = unusual.text.split("\n")[0].trim();
  throw new RangeError(`line ${line} declares ${name} together with other things or brings it from elsewhere (\`${shown}\`): `
    + `take ${name} out of that line first`);
}

/** Behind the rest of the line, where that is empty. */
function afterLine(source: string, end: number): number {
  return end + (/^[ \t]*\r?\n/.exec(source.slice(end))?.[0].length ?? 0);
}

function edited(source: string, edits: Edit[]): string {
  const lastFirst = [...edits].sort((a, b) => b.start - a.start);
  return lastFirst.reduce((text, { start, end, text: by }) => text.slice(0, start) + by + text.slice(end), source);
}
