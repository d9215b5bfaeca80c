import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "vitest";
import { editionFiles, readSeal, sealEdition } from "../../course/edition/seal";

export const stub = (name: string, what: string): string =>
  `/** ${what} */\nexport function ${name}(x: number): number {\n  throw new Error("TODO: write ${name}");\n}\n`;
const notebook = (text: string): string => JSON.stringify({ cells: [{ source: text }] });

/** A course of a few files: enough for every way in which a file can change. */
export const exercises = { old: stub("double", "Twice x."), next: `${stub("double", "Two times x.")}\n${stub("triple", "x, three times.")}` };
const common = { "README.md": "read me", "lib/a.ts": "export const a = 1;", "course/bootstrap.mjs": "// old" };
export const oldFiles: Record<string, string> = {
  ...common,
  "lib/gone.ts": "export const gone = 1;",
  "exercises/90-try.ts": exercises.old, "exercises/.original/90-try.ts": exercises.old,
  "exercises/91-same.ts": stub("same", "As ever."), "exercises/.original/91-same.ts": stub("same", "As ever."),
  "notebooks/90-try.ipynb": notebook("old"), "notebooks/91-same.ipynb": notebook("same"), "notebooks/src/90-try.ts": "// old",
};
export const nextFiles: Record<string, string> = {
  ...common,
  "lib/a.ts": "export const a = 2;", "lib/deep/b.ts": "export const b = 2;", "course/bootstrap.mjs": "// new",
  "exercises/90-try.ts": exercises.next, "exercises/.original/90-try.ts": exercises.next,
  "exercises/91-same.ts": stub("same", "As ever."), "exercises/.original/91-same.ts": stub("same", "As ever."),
  "exercises/92-more.ts": stub("more", "More."), "exercises/.original/92-more.ts": stub("more", "More."),
  "notebooks/90-try.ipynb": notebook("new"), "notebooks/91-same.ipynb": notebook("same"), "notebooks/src/90-try.ts": "// new",
};

export function write(folder: string, files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

export async function edition(folder: string, version: string, files: Record<string, string>): Promise<string> {
  rmSync(folder, { recursive: true, force: true });
  write(folder, files);
  mkdirSync(join(folder, "course"), { recursive: true });
  await sealEdition(folder, { title: "Our course", version });
  return folder;
}

/** What a learner did in the old version. */
export const work = {
  "exercises/90-try.ts": exercises.old.replace('throw new Error("TODO: write double");', "return x+x; // mine"),
  "exercises/91-same.ts": "// all my own\nexport const same = (x: number) => x;\n",
  "exercises/helper.ts": "export const helper = 1;\n",
  "notebooks/90-try.ipynb": notebook("old, and what I tried"),
  "notebooks/91-same.ipynb": notebook("same, run"),
  "notebooks/my-notes.ipynb": notebook("notes"),
  ".cache/exercises/copy.ts": "// a copy",
};

export const read = (folder: string, path: string): string => readFileSync(join(folder, path), "utf8");

/** Everything in an edition, but for times. */
export function contents(folder: string): Record<string, string> {
  return Object.fromEntries(editionFiles(folder).map((path) =>
    [path.replace(/^backups\/[^/]+/, "backups/…"), read(folder, path)]));
}

/** A learner's edition of version 1 with work in it, and version 2, both in `folder`. */
export async function workAndNext(folder: string): Promise<{ mine: string; next: string }> {
  const mine = await edition(join(folder, "mine"), "1", oldFiles);
  write(mine, work);
  return { mine, next: await edition(join(folder, "next"), "2", nextFiles) };
}

export function expectUpdated(folder: string): void {
  expect(read(folder, "exercises/90-try.ts"))
    .toBe(`${work["exercises/90-try.ts"].replace("Twice x.", "Two times x.")}\n${stub("triple", "x, three times.")}`);
  for (const path of ["exercises/91-same.ts", "exercises/helper.ts", "notebooks/91-same.ipynb", "notebooks/my-notes.ipynb",
    ".cache/exercises/copy.ts"] as const) expect(read(folder, path)).toBe(work[path]);
  expect(read(folder, "notebooks/mine-90-try-1.ipynb")).toBe(work["notebooks/90-try.ipynb"]);
  for (const path of Object.keys(nextFiles).filter((file) => !(file in work))) {
    expect(read(folder, path), path).toBe(nextFiles[path]);
  }
  expect(read(folder, "notebooks/90-try.ipynb")).toBe(nextFiles["notebooks/90-try.ipynb"]);
  expect(existsSync(join(folder, "lib/gone.ts"))).toBe(false);
  expect(existsSync(join(folder, ".update", "journal.json"))).toBe(false);
  const { version, history } = readSeal(folder);
  expect([version, history.map((each) => each.version)]).toEqual(["2", ["1"]]);
}
