import { basename } from "node:path";
import ts from "typescript";
import { LearnerError } from "./types";

/** A TypeScript file as CommonJS, with its source map (JSON) also inside the code, and the modules that it imports. */
export type CompiledFile = { code: string; map: string; imports: string[] };

/**
 * Compiles one TypeScript file by itself; types are removed, not checked.
 * @throws LearnerError where the syntax is wrong, with the line.
 */
export function compile(source: string, path: string): CompiledFile {
  const { outputText, sourceMapText, diagnostics } = ts.transpileModule(source, {
    fileName: path,
    reportDiagnostics: true,
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.CommonJS,
      esModuleInterop: true,
      sourceMap: true,
      inlineSources: true,
    },
  });
  const wrong = diagnostics?.find(({ category }) => category === ts.DiagnosticCategory.Error);
  if (wrong) {
    const line = wrong.file ? wrong.file.getLineAndCharacterOfPosition(wrong.start ?? 0).line + 1 : 1;
    const text = ts.flattenDiagnosticMessageText(wrong.messageText, " ");
    const shown = source.split("\n")[line - 1]?.trim() ?? "";
    const where = `${basename(path)}:${line}`;
    const message = `${where} cannot be read as TypeScript: ${text} The line is \`${shown}\``;
    throw new LearnerError("protocol", message, where);
  }
  const map = JSON.stringify({ ...JSON.parse(sourceMapText!), file: path, sources: [path], sourceRoot: "" });
  const inline = `//# sourceMappingURL=data:application/json;base64,${Buffer.from(map).toString("base64")}`;
  const code = outputText.replace(/\/\/# sourceMappingURL=.*\s*$/, inline);
  const imports = ts.preProcessFile(source, true, true).importedFiles.map(({ fileName }) => fileName);
  return { code, map, imports };
}
