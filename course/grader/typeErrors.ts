import ts from "typescript";
import type { Declarations } from "./declarations";

/** Where the submitted files lie, for the compiler; there is no such folder. */
const folder = "/submission";
/** The most errors that are told: one mistake may bring many. */
const mostErrors = 5;

/** What a learner's code may call besides what it imports. */
const surroundings = `
declare const console: { [name in "log" | "error" | "warn" | "info" | "table"]: (...values: unknown[]) => void };
`;

const options: ts.CompilerOptions = {
  strict: true, noEmit: true, skipLibCheck: true, types: [],
  target: ts.ScriptTarget.ES2022, lib: ["lib.es2022.d.ts"],
  module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler,
  moduleDetection: ts.ModuleDetectionKind.Force,
};

/**
 * The type errors of submitted files, as `file:line: what is wrong`. The compiler sees no disk: what is neither among
 * the files nor in the library is not there.
 * @param library The declarations of the language and of the packages that may be imported.
 */
export function findTypeErrors(files: Map<string, string>, library: Declarations): string[] {
  const texts = new Map([...files].map(([name, text]) => [`${folder}/${name}`, text]));
  const host = hostOf(new Map([...texts, [`${folder}/surroundings.d.ts`, surroundings]]), library);
  const program = ts.createProgram({ rootNames: [...texts.keys(), `${folder}/surroundings.d.ts`], options, host });
  const errors = [...texts.keys()].flatMap((path) => {
    const file = program.getSourceFile(path);
    return file ? [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)] : [];
  });
  const told = errors.slice(0, mostErrors).map(tell);
  return errors.length > told.length ? [...told, `and ${errors.length - told.length} more`] : told;
}

function hostOf(files: Map<string, string>, library: Declarations): ts.CompilerHost {
  const folders = new Set([...files.keys(), ...library.paths].flatMap((path) =>
    path.split("/").map((_, i, parts) => parts.slice(0, i).join("/"))));
  const read = (path: string): string | undefined => files.get(path) ?? library.text(path);
  return {
    fileExists: (path) => read(path) !== undefined,
    readFile: read,
    directoryExists: (path) => folders.has(path),
    getDirectories: () => [],
    realpath: (path) => path,
    getSourceFile(path, version) {
      const text = files.get(path);
      return text === undefined ? library.parse(path, version) : ts.createSourceFile(path, text, version);
    },
    getDefaultLibFileName: () => `${libraryFolder}/lib.es2022.d.ts`,
    getDefaultLibLocation: () => libraryFolder,
    getCurrentDirectory: () => folder,
    getCanonicalFileName: (path) => path,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => "\n",
    writeFile: () => undefined,
  };
}

/** Where TypeScript's own declarations lie, for the compiler. */
export const libraryFolder = "/typescript";

/** How an error reads for someone who does not know the compiler's language: our words first, the compiler's after. */
function tell({ code, file, start, messageText }: ts.Diagnostic): string {
  const line = file && start !== undefined ? file.getLineAndCharacterOfPosition(start).line + 1 : 1;
  const name = file?.fileName.slice(folder.length + 1) ?? "";
  const text = ts.flattenDiagnosticMessageText(messageText, " ").replace(/\s+/g, " ").replace(advice, "").slice(0, 300);
  if (notHere.has(code)) return `${name}:${line}: ${/'([^']+)'/.exec(text)?.[1] ?? "this name"} is not available here`;
  const plain = explanations[code];
  return `${name}:${line}: ${plain ? `${plain} (${text})` : text}`;
}

/** Of the compiler, to install packages or to change its options: nobody whose work is graded can. */
const advice = / (Do you need to |Try (`npm |changing )).*$/;

/** Names that the compiler knows from Node, browsers or test runners. */
const notHere: ReadonlySet<number> = new Set([2580, 2581, 2582, 2583, 2584, 2591, 2592, 2593, 2867, 2868]);

const explanations: Record<number, string | undefined> = {
  2304: "this name is not declared anywhere: a typing mistake, or a missing import?",
  2552: "this name is not declared anywhere: a typing mistake?",
  2307: "there is no such module",
  2322: "this is of another type than the place where it goes",
  2345: "this argument is of another type than the function takes",
  2339: "there is nothing of this name in it",
  2551: "there is nothing of this name in it: a typing mistake?",
  2355: "the function promises a result, and has no return",
  2366: "the function promises a result, but can end without return",
  2531: "this may be null here",
  2532: "this may be undefined here",
  18048: "this may be undefined here",
  2554: "the call has too many or too few arguments",
  2740: "this lacks something that the type asks for",
  2741: "this lacks something that the type asks for",
  7006: "say which type this parameter has",
};
