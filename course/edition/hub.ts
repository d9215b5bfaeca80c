import { cp } from "node:fs/promises";
import { join } from "node:path";
import { root } from "../setup/paths";
import type { Product } from "./product";

/** What a JupyterHub needs to start the edition for many learners: see docs/deploying.md. */
export const hub: Product = {
  name: "JupyterHub",
  async write(_, folder) {
    await cp(join(root, "course", "hub"), join(folder, "student", "course", "hub"), { recursive: true });
    return "student/course/hub/ has its configuration and pinned packages";
  },
};
