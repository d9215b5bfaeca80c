import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import ts from "typescript";

/**
 * The files that these import, directly or not, with themselves, sorted; paths are relative to `root`, with "/".
 * @throws RangeError where a file imports one that is not there.
 */
export function importedFiles(entries: readonly string[], { root }: { root: string }): string[] {
  const found = new Set<string>();
  const waiting = entries.map((entry) => join(root, entry));
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (found.has(file)) continue;
    found.add(file);
    for (const { fileName } of ts.preProcessFile(readFileSync(file, "utf8"), true, true).importedFiles) {
      if (!fileName.startsWith(".")) continue;
      const target = candidates(resolve(dirname(file), fileName)).filter(isFile);
      if (target.length === 0) throw new RangeError(`${relative(root, file)} imports ${fileName}, which is not there`);
      waiting.push(...target);
    }
  }
  return [...found].map((file) => relative(root, file).split(sep).join("/")).sort();
}

/** What an import may mean; plain JavaScript has its declarations beside it. */
function candidates(path: string): string[] {
  return [path, `${path}.ts`, join(path, "index.ts"), path.replace(/\.mjs$/, ".d.mts")];
}

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile();
}
