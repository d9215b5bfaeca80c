import { copyFile, mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { root } from "../setup/paths";
import type { Product } from "./product";

/** GitHub's workflow that grades at every push and keeps the report, in the student edition. */
export const workflow: Product = {
  name: "GitHub workflow",
  async write(_, folder) {
    const file = join(folder, "student", ".github", "workflows", "grade.yml");
    await mkdir(dirname(file), { recursive: true });
    await copyFile(join(root, "course", "edition", "files", "github", "grade.yml"), file);
    return "student/.github/workflows/grade.yml checks the exercises at every push";
  },
};
