import { join } from "node:path";
import { importedFiles } from "./importedFiles";
import { editionFiles } from "./seal";

/** The commands that learners have; the others need solutions, or write what learners get. */
export const learnersCommands = [
  "start", "test", "doctor", "check", "hint", "progress", "compare", "reset", "update", "grade",
];

/** Folders that an edition has as they are: the library to read and run, and the grader, which other CI may call. */
const wholeFolders = ["lib", "course/grader"];

/** Where the machinery begins; what these import comes along. */
const machinery = ["course/cli.ts", "course/index.ts", "course/setup/measureEngine.ts"];

/** What is read or run by its path, so that no import names it. */
const byPath = [
  "course/bootstrap.mjs", "course/lock.mjs", "course/lock.d.mts", "course/finishUpdate.mjs", "course/finishUpdate.d.mts",
  "course/requirements.txt", "course/tsconfig.json", "course/setup/unpack.py",
  "course/notebooks/execute.py", "course/notebooks/earlierNames.cjs", "course/notebooks/ports.cjs",
  "docs/grading.md", // the grader names it
  ".gitignore", ".npmrc", "LICENSE", "jupytext.toml", "tsconfig.base.json", "tsconfig.json", "vitest.config.mts",
];

/** Tests that hold for any edition as they stand, with the values that they read. */
const tests = [
  "test/course/setup.test.ts", "test/course/setupBootstrap.test.ts", "test/course/setupTestReport.test.ts",
  "test/lib/tensor/operations.test.ts", "test/lib/decoder/engines.test.ts",
];
const testValues = ["test/oracles/operations.json", "test/oracles/decoder_operations.json", "test/oracles/word_vectors.json"];

/** Tests that were written for editions: they run there only, under the usual ending. */
const editionTests = { folder: "test/edition", written: ".student.ts", runs: ".test.ts" };

/** One file of the course, where it stands in this repository and in an edition; "/" in both. */
export interface EditionFile {
  from: string;
  to: string;
}

/** The files of the course that every student edition has, whatever its lessons. */
export function studentFiles(root: string): EditionFile[] {
  const commands = learnersCommands.map((name) => `course/commands/${name}.ts`);
  const below = (folder: string): string[] => editionFiles(join(root, folder)).map((file) => `${folder}/${file}`);
  const ownTests = below(editionTests.folder).filter((file) => file.endsWith(editionTests.written));
  const folders = wholeFolders.flatMap(below);
  const sources = folders.filter((file) => file.endsWith(".ts"));
  const imported = importedFiles([...machinery, ...commands, ...sources, ...tests, ...ownTests], { root });
  const all = new Set([...imported, ...folders, ...byPath, ...testValues]);
  return [...all].sort().map((from) => ({ from, to: nameInEdition(from) }));
}

function nameInEdition(file: string): string {
  const { folder, written, runs } = editionTests;
  return file.startsWith(`${folder}/`) && file.endsWith(written) ? file.slice(0, -written.length) + runs : file;
}
