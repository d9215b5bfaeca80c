import { createWriteStream, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { ZipFile } from "yazl";
import { editionFiles, readSeal } from "../../course/edition/seal";
import { updateEdition } from "../../course/edition/update";
import {
  contents, edition, exercises, expectUpdated, nextFiles, oldFiles, read, stub, work, workAndNext, write,
} from "./editionVersions";

const scratch = mkdtempSync(join(tmpdir(), "byhand-update-test-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

let mine: string;
let next: string;
beforeEach(async () => {
  ({ mine, next } = await workAndNext(scratch));
});

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
    const third = await edition(join(scratch, "third"), "3", { ...nextFiles, "lib/a.ts": "export const a = 3;",
      "exercises/92-more.ts": stub("more", "Much more."), "exercises/.original/92-more.ts": stub("more", "Much more.") });
    const { notes, backups } = await updateEdition(third, { folder: mine });
    expect([notes, backups]).toEqual([[], null]);
    expect(read(mine, "exercises/92-more.ts")).toBe(stub("more", "Much more."));
    expect(readSeal(mine).history.map(({ version }) => version)).toEqual(["1", "2"]);
  });

  it("takes no file for the learner's because its lines end as on Windows", async () => {
    const windows = await edition(join(scratch, "windows"), "1", oldFiles);
    for (const path of editionFiles(windows)) write(windows, { [path]: read(windows, path).replaceAll("\n", "\r\n") });
    expect(await updateEdition(next, { folder: windows })).toMatchObject({ notes: [], backups: null });
    expect(read(windows, "exercises/90-try.ts")).toBe(exercises.next);
  });

  it("says so where there is nothing new", async () => {
    expect(await updateEdition(await edition(join(scratch, "again"), "1", oldFiles), { folder: mine })).toMatchObject({ changed: 0, backups: null });
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
