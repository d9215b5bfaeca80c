import ts from "typescript";

/** Where the submitted files lie, for the compiler; there is no such folder. */
const folder = "/submission";
/** The most errors that are told: one mistake may bring many. */
const mostErrors = 10;

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
 * @param library Declarations by absolute path, those of the language and of the packages that may be imported.
 */
export function findTypeErrors(files: Map<string, string>, library: Map<string, string>): string[] {
  const all = new Map(library);
  for (const [name, text] of files) all.set(`${folder}/${name}`, text);
  all.set(`${folder}/surroundings.d.ts`, surroundings);
  const program = ts.createProgram({
    rootNames: [...all.keys()].filter((path) => path.startsWith(`${folder}/`)), options, host: hostOf(all),
  });
  const own = [...files.keys()].flatMap((name) => {
    const file = program.getSourceFile(`${folder}/${name}`);
    return file ? [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)] : [];
  });
  const told = own.slice(0, mostErrors).map(tell);
  return own.length > told.length ? [...told, `and ${own.length - told.length} more`] : told;
}

function hostOf(files: Map<string, string>): ts.CompilerHost {
  const folders = new Set([...files.keys()].flatMap((path) =>
    path.split("/").map((_, i, parts) => parts.slice(0, i).join("/"))));
  return {
    fileExists: (path) => files.has(path),
    readFile: (path) => files.get(path),
    directoryExists: (path) => folders.has(path),
    getDirectories: () => [],
    realpath: (path) => path,
    getSourceFile(path, languageVersion) {
      const text = files.get(path);
      return text === undefined ? undefined : ts.createSourceFile(path, text, languageVersion);
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
  const text = ts.flattenDiagnosticMessageText(messageText, " ").replace(/\s+/g, " ").slice(0, 300);
  const plain = explanations[code];
  return `${name}:${line}: ${plain ? `${plain} (${text})` : text}`;
}

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
