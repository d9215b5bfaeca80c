import { cp } from "node:fs/promises";
import { join } from "node:path";
import { root } from "../setup/paths";
import { writeGrader } from "./graderFolder";
import type { Product } from "./product";

/**
 * What classroom50 takes as an assignment's autograder: `autograder.py` and the grader beside it. Its runner works in the
 * learner's own repository, so that there can be no secret in it: hidden checks are left out.
 */
export const classroom50Folder: Product = {
  name: "classroom50 autograder",
  async write(course, folder) {
    const target = join(folder, "classroom50");
    await cp(join(root, "course", "edition", "files", "classroom50"), target, { recursive: true });
    await writeGrader(course, join(target, "grader"), { hidden: false });
    return "classroom50/ goes into CLASSROOM/autograders/ASSIGNMENT/ of the classroom's repository";
  },
};
