import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { executeNotebook } from "../../course/notebooks/execute";
import { findLessons } from "../../course/notebooks/lessons";
import { cacheFolder, root } from "../../course/setup/paths";

/** A few steps of each training, with the exercises as they came: in a folder of its own, so that nothing of yours is used. */
describe.each(findLessons())("lesson $name", ({ notebook }) => {
  it("runs every cell on this machine", async () => {
    mkdirSync(cacheFolder, { recursive: true });
    const work = mkdtempSync(join(cacheFolder, "test-"));
    const folder = join(work, "notebooks");
    mkdirSync(folder);
    try {
      const environment = { BYHAND_SHORT: "1", BYHAND_EXERCISES: join(root, "exercises", ".original") };
      const { problem, cells } = await executeNotebook(notebook, { folder, environment, cellTimeout: 240 });
      expect(problem).toBeNull();
      expect(cells.length).toBeGreaterThan(0);
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  }, 600_000);
});
