import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  // Tests read the sources, so that a failing line is the line that one edits.
  resolve: { alias: [
    { find: /^byhand$/, replacement: at("lib/index.ts") },
    { find: /^byhand-course$/, replacement: at("course/index.ts") },
  ] },
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 180_000, // continuous integration has two cores, and other work may be on them
    hookTimeout: 180_000,
    maxWorkers: 2,
  },
});
