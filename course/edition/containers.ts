import { copyFile, mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { root } from "../setup/paths";
import type { Product } from "./product";

/** Where each file stands in the student edition: where Docker, Binder and Codespaces look for it. */
const places: Record<string, string> = {
  "Dockerfile": "Dockerfile",
  "dockerignore": ".dockerignore",
  "devcontainer.json": ".devcontainer/devcontainer.json",
};

/** What makes a container of the student edition, for JupyterHub, Binder and Codespaces. */
export const containers: Product = {
  name: "containers",
  async write(_, folder) {
    for (const [file, place] of Object.entries(places)) {
      const target = join(folder, "student", place);
      await mkdir(dirname(target), { recursive: true });
      await copyFile(join(root, "course", "edition", "files", "containers", file), target);
    }
    return "student/Dockerfile for JupyterHub and Binder, student/.devcontainer/ for Codespaces";
  },
};
