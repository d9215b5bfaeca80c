import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { editionFiles } from "../../course/edition/seal";
import { updateEdition } from "../../course/edition/update";
import { finishUpdate } from "../../course/finishUpdate.mjs";
import { root } from "../../course/setup/paths";
import { contents, expectUpdated, read, workAndNext, write } from "./editionVersions";

const scratch = mkdtempSync(join(tmpdir(), "byhand-update-test-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

let mine: string;
let next: string;
beforeEach(async () => {
  ({ mine, next } = await workAndNext(scratch));
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
      const journal = finishUpdate(copy);
      if (journal) expect(journal.notes).toContain("exercises/90-try.ts: new: triple");
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
