import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import ts from "typescript";
import { libraryFolder } from "./typeErrors";

const own = createRequire(__filename);

/** The declarations that a submission may need: the language's, and TensorFlow.js's. */
export function typeLibrary(): [path: string, text: string][] {
  const packageFolder = dirname(own.resolve("@tensorflow/tfjs-core/package.json"));
  const languageFolder = dirname(own.resolve("typescript/lib/lib.es2022.d.ts"));
  const program = ts.createProgram([join(packageFolder, "dist", "index.d.ts")], {
    lib: ["lib.es2022.d.ts"], types: [], skipLibCheck: true, noEmit: true,
    module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler,
  });
  const inside = (path: string, folder: string, as: string): string | null =>
    (path.startsWith(folder.replaceAll("\\", "/")) ? as + path.slice(folder.length) : null);
  const as = "/node_modules/@tensorflow/tfjs-core";
  const files = program.getSourceFiles().flatMap(({ fileName, text }): [string, string][] => {
    const path = inside(fileName, packageFolder, as) ?? inside(fileName, languageFolder, libraryFolder);
    return path === null ? [] : [[path, text]];
  });
  const description = { name: "@tensorflow/tfjs-core", types: "dist/index.d.ts" };
  return [...files, [`${as}/package.json`, JSON.stringify(description)]];
}
