import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { findChromium } from "../../course/notebooks/chromium";

const folder = mkdtempSync(join(tmpdir(), "chromium-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("findChromium()", () => {
  it("finds a Chromium on the PATH, and one that CHROME names before it", () => {
    const program = join(folder, "chromium");
    writeFileSync(program, "");
    chmodSync(program, 0o755);
    expect(findChromium({ PATH: `/nowhere:${folder}` })).toBe(program);
    expect(findChromium({ PATH: folder, CHROME: process.execPath })).toBe(process.execPath);
  });

  it("says which file is missing where CHROME names none", () => {
    expect(() => findChromium({ PATH: folder, CHROME: "/nowhere/chrome" }))
      .toThrow("CHROME is \"/nowhere/chrome\", and there is no such file.");
  });

  it("says what to install where there is none", () => {
    expect(() => findChromium({ PATH: "/nowhere" }, { places: [] }))
      .toThrow(/none was found\. Debian and Ubuntu: `sudo apt install chromium`/);
  });
});
