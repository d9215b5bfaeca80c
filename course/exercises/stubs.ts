/** How a learner's file stands where it has a gap in the middle of a function. */
const TODO_HELPER = `
/** Stands where something is not written yet. */
function todo(what: string): never {
  throw new Error(\`TODO: write \${what}\`);
}
`;

/**
 * A learner's file from a solution file.
 *
 * What only teachers see (BEGIN TEACHER … END TEACHER) is left out. Each BEGIN SOLUTION … END SOLUTION is replaced by
 * its `// STUB:` lines, or by a line that throws where it has none.
 * @throws RangeError where a mark is not closed.
 */
export function stubFrom(solution: string, { file = "the solution" }: { file?: string } = {}): string {
  const kept: string[] = [];
  let inside: "TEACHER" | "SOLUTION" | null = null;
  let stub: string[] = [];
  let exercise = "";
  for (const line of solution.split("\n")) {
    const mark = /^\s*\/\/ (BEGIN|END) (TEACHER|SOLUTION)\s*$/.exec(line);
    exercise = /^export function (\w+)/.exec(line)?.[1] ?? exercise;
    if (mark) {
      const [, edge, kind] = mark;
      if ((edge === "BEGIN") !== (inside === null) || (edge === "END" && inside !== kind)) {
        throw new RangeError(`${file}: ${edge} ${kind} without its other half, after ${exercise || "the start"}`);
      }
      if (edge === "END" && kind === "SOLUTION") {
        const indent = /^\s*/.exec(line)![0];
        kept.push(...(stub.length > 0 ? stub : [`${indent}throw new Error("TODO: write ${exercise}");`]));
        stub = [];
      }
      inside = edge === "BEGIN" ? (kind as "TEACHER" | "SOLUTION") : null;
    } else if (inside === "SOLUTION") {
      const gap = /^(\s*)\/\/ STUB: ?(.*)$/.exec(line);
      if (gap) stub.push(gap[2] === "" ? "" : gap[1] + gap[2]);
    } else if (inside === null) {
      kept.push(line);
    }
  }
  if (inside) throw new RangeError(`${file}: BEGIN ${inside} is never closed`);
  const text = `${kept.join("\n").replace(/\n{3,}/g, "\n\n").trimEnd()}\n`;
  return /\btodo\(/.test(text) ? text + TODO_HELPER : text;
}
