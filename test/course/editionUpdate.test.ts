import { spawnSync } from "node:child_process";
import {
  cpSync, createWriteStream, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { finished } from "node:stream/promises";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { ZipFile } from "yazl";
import { editionFiles, readSeal, sealEdition } from "../../course/edition/seal";
import { updateEdition } from "../../course/edition/update";
import { finishUpdate } from "../../course/finishUpdate.mjs";
import { root } from "../../course/setup/paths";

const scratch = mkdtempSync(join(tmpdir(), "byhand-update-test-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const stub = (name: string, what: string): string =>
  `/** ${what} */\nexport function ${name}(x: number): number {\n  throw new Error("TODO: write ${name}");\n}\n`;
const notebook = (text: string): string => JSON.stringify({ cells: [{ source: text }] });

/** A course of a few files: enough for every way in which a file can change. */
const exercises = { old: stub("double", "Twice x."), next: `${stub("double", "Two times x.")}\n${stub("triple", "x, three times.")}` };
const common = { "README.md": "read me", "lib/a.ts": "export const a = 1;", "course/bootstrap.mjs": "// old" };
const oldFiles: Record<string, string> = {
  ...common,
  "lib/gone.ts": "export const gone = 1;",
  "exercises/90-try.ts": exercises.old, "exercises/.original/90-try.ts": exercises.old,
  "exercises/91-same.ts": stub("same", "As ever."), "exercises/.original/91-same.ts": stub("same", "As ever."),
  "notebooks/90-try.ipynb": notebook("old"), "notebooks/91-same.ipynb": notebook("same"), "notebooks/src/90-try.ts": "// old",
};
const nextFiles: Record<string, string> = {
  ...common,
  "lib/a.ts": "export const a = 2;", "lib/deep/b.ts": "export const b = 2;", "course/bootstrap.mjs": "// new",
  "exercises/90-try.ts": exercises.next, "exercises/.original/90-try.ts": exercises.next,
  "exercises/91-same.ts": stub("same", "As ever."), "exercises/.original/91-same.ts": stub("same", "As ever."),
  "exercises/92-more.ts": stub("more", "More."), "exercises/.original/92-more.ts": stub("more", "More."),
  "notebooks/90-try.ipynb": notebook("new"), "notebooks/91-same.ipynb": notebook("same"), "notebooks/src/90-try.ts": "// new",
};

function write(folder: string, files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

async function edition(name: string, version: string, files: Record<string, string>): Promise<string> {
  const folder = join(scratch, name);
  rmSync(folder, { recursive: true, force: true });
  write(folder, files);
  mkdirSync(join(folder, "course"), { recursive: true });
  await sealEdition(folder, { title: "Our course", version });
  return folder;
}

/** What a learner did in the old version. */
const work = {
  "exercises/90-try.ts": exercises.old.replace('throw new Error("TODO: write double");', "return x+x; // mine"),
  "exercises/91-same.ts": "// all my own\nexport const same = (x: number) => x;\n",
  "exercises/helper.ts": "export const helper = 1;\n",
  "notebooks/90-try.ipynb": notebook("old, and what I tried"),
  "notebooks/91-same.ipynb": notebook("same, run"),
  "notebooks/my-notes.ipynb": notebook("notes"),
  ".cache/exercises/copy.ts": "// a copy",
};

const read = (folder: string, path: string): string => readFileSync(join(folder, path), "utf8");

/** Everything in an edition, but for times. */
function contents(folder: string): Record<string, string> {
  return Object.fromEntries(editionFiles(folder).map((path) =>
    [path.replace(/^backups\/[^/]+/, "backups/…"), read(folder, path)]));
}

let mine: string;
let next: string;
beforeEach(async () => {
  mine = await edition("mine", "1", oldFiles);
  write(mine, work);
  next = await edition("next", "2", nextFiles);
});

function expectUpdated(folder: string): void {
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

describe("npm run update", () => {
  it("replaces the course, keeps all that the learner wrote to the byte, and says what is new", async () => {
    const report = await updateEdition(next, { folder: mine });
    expectUpdated(mine);
    expect(report).toMatchObject({ from: "1", to: "2" });
    expect(report.notes).toEqual([
      "exercises/90-try.ts: what double shall do reads differently now; your code under it is as it was",
      "exercises/90-try.ts: new: triple",
      "notebooks/90-try.ipynb is new; yours, with what it printed, is now notebooks/mine-90-try-1.ipynb",
    ]);
    for (const path of ["exercises/90-try.ts", "notebooks/90-try.ipynb"] as const) {
      expect(read(join(mine, report.backups!), path)).toBe(work[path]);
    }
  });

  it("takes a zip file as it takes a folder, also one with a folder around it", async () => {
    const zip = new ZipFile();
    for (const path of editionFiles(next)) zip.addFile(join(next, path), `our-course-2/${path}`);
    zip.end();
    const file = join(scratch, "next.zip");
    await finished(zip.outputStream.pipe(createWriteStream(file)));
    await updateEdition(file, { folder: mine });
    expectUpdated(mine);
  });

  it("can go on to a third version: what the second changed counts as the course's, not as the learner's", async () => {
    await updateEdition(next, { folder: mine });
    const third = await edition("third", "3", { ...nextFiles, "lib/a.ts": "export const a = 3;",
      "exercises/92-more.ts": stub("more", "Much more."), "exercises/.original/92-more.ts": stub("more", "Much more.") });
    const { notes, backups } = await updateEdition(third, { folder: mine });
    expect([notes, backups]).toEqual([[], null]);
    expect(read(mine, "exercises/92-more.ts")).toBe(stub("more", "Much more."));
    expect(readSeal(mine).history.map(({ version }) => version)).toEqual(["1", "2"]);
  });

  it("takes no file for the learner's because its lines end as on Windows", async () => {
    const windows = await edition("windows", "1", oldFiles);
    for (const path of editionFiles(windows)) write(windows, { [path]: read(windows, path).replaceAll("\n", "\r\n") });
    expect(await updateEdition(next, { folder: windows })).toMatchObject({ notes: [], backups: null });
    expect(read(windows, "exercises/90-try.ts")).toBe(exercises.next);
  });

  it("says so where there is nothing new", async () => {
    expect(await updateEdition(await edition("again", "1", oldFiles), { folder: mine })).toMatchObject({ changed: 0, backups: null });
    expect(readSeal(mine).history).toEqual([]);
  });

  it.each([
    ["no edition", () => join(next, "lib"), /holds no edition of the course/],
    ["nothing", () => join(scratch, "nowhere.zip"), /there is no .*nowhere\.zip/],
    ["itself", () => mine, /is this very folder/],
    ["no zip file", () => join(next, "README.md"), /cannot be read as a zip file/],
    ["a damaged edition", () => { write(next, { "lib/a.ts": "damaged" }); return next; }, /is not as it was made: lib\/a\.ts/],
    ["half an edition", () => { rmSync(join(next, "lib/a.ts")); return next; }, /is not whole: lib\/a\.ts is missing/],
  ])("refuses %s with what to do, and changes nothing", async (_, source, message) => {
    const before = contents(mine);
    await expect(updateEdition(source(), { folder: mine })).rejects.toThrow(message);
    expect(contents(mine)).toEqual(before);
  });

  it("changes nothing where a learner's file can't be read, and names the line", async () => {
    write(mine, { "exercises/90-try.ts": "export function double(x: number) {\n  return x +;\n}\n" });
    const before = contents(mine);
    await expect(updateEdition(next, { folder: mine })).rejects.toThrow(/^90-try\.ts:2 cannot be read as TypeScript/);
    expect(contents(mine)).toEqual(before);
  });
});

describe("an update that is killed", () => {
  /** Runs finishUpdate in a process of its own that kills itself before its n-th change of the disk. */
  function finishUntil(folder: string, n: number): boolean {
    const { signal } = spawnSync(process.execPath, ["--input-type=module", "-e", `
      import fs from "node:fs";
      import { finishUpdate } from ${JSON.stringify(join(root, "course", "finishUpdate.mjs"))};
      let left = ${n};
      for (const name of ["renameSync", "rmSync", "mkdirSync", "copyFileSync"]) {
        const real = fs[name];
        fs[name] = (...args) => (left-- === 0 ? process.kill(process.pid, "SIGKILL") : real(...args));
      }
      finishUpdate(${JSON.stringify(folder)});`]);
    return signal === "SIGKILL";
  }

  /** An update that is prepared in full, and of which nothing has been carried out. */
  async function prepared(): Promise<string> {
    const folder = join(scratch, "prepared");
    rmSync(folder, { recursive: true, force: true });
    cpSync(mine, folder, { recursive: true });
    await updateEdition(next, { folder, carryOut: false });
    return folder;
  }

  it("is finished by the next command, wherever it stopped, and loses nothing", async () => {
    const folder = await prepared();
    const whole = join(scratch, "whole");
    cpSync(folder, whole, { recursive: true });
    finishUpdate(whole);
    expectUpdated(whole);
    let n = 0;
    for (let killed = true; killed; n++) {
      const copy = join(scratch, `killed-${n}`);
      cpSync(folder, copy, { recursive: true });
      killed = finishUntil(copy, n);
      finishUpdate(copy);
      expect(contents(copy)).toEqual(contents(whole));
      expectUpdated(copy);
    }
    expect(n).toBeGreaterThan(15);
  });

  it("keeps what the learner writes between the kill and the next command", async () => {
    const folder = await prepared();
    expect(finishUntil(folder, 2)).toBe(true);
    write(folder, { "exercises/90-try.ts": "// written meanwhile\n" });
    finishUpdate(folder);
    const kept = editionFiles(folder).filter((path) => /^backups\/.*written-meanwhile\/exercises\/90-try\.ts$/.test(path));
    expect(kept.map((path) => read(folder, path))).toEqual(["// written meanwhile\n"]);
  });

  it("has changed nothing before all of the new version lies ready", async () => {
    write(mine, { ".update/new/lib/a.ts": "half wri" });
    const before = contents(mine);
    finishUpdate(mine);
    expect(contents(mine)).toEqual(before);
    await updateEdition(next, { folder: mine });
    expectUpdated(mine);
  });
});
