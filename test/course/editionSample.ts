import { cpSync, existsSync, linkSync, lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { writeNewLesson } from "../../course/edition/newLesson";
import { root } from "../../course/setup/paths";

/** What a teacher writes: four weeks, an own lesson, points, and a hidden check in a folder of its own. */
export async function teachersFolder(folder: string): Promise<string> {
  await writeNewLesson("20-our-texts", join(folder, "lessons"));
  mkdirSync(join(folder, "hidden-checks"));
  writeFileSync(join(folder, "hidden-checks", "05-attention.hidden.ts"), `
import { type Check, valueCheck } from "byhand-course";
export const hidden: Record<string, Check[]> = {
  causalMask: [valueCheck("the seventeen quiet otters of week two", {
    points: 1, inputs: [17], expected: { dtype: "bool", shape: [17, 17],
      values: Array.from({ length: 289 }, (_, i) => (i % 17 <= Math.floor(i / 17) ? 1 : 0)) },
  })],
};
`);
  const file = join(folder, "course.yaml");
  writeFileSync(file, courseFile("2026-autumn"));
  return file;
}

export const courseFile = (version: string): string => `title: A GPT in four weeks
version: ${version}
weeks:
  - title: Tensors and a first model
    lessons: ["00"]
  - title: Attention
    lessons: ["05"]
  - title: The block
    lessons: ["06"]
  - title: Our own texts
    lessons: [20-our-texts]
own: lessons
points: { causalMask: 12 }
hidden: hidden-checks
`;

/**
 * Copies an edition to where no other course is near, with what a first `npm start` would have brought there: of the
 * packages, just those in its lock file, and this machine's virtual environment and native engine. Packages are links to
 * this course's files where the file system has them, which takes seconds in place of minutes.
 */
export function freshCopy(student: string, target: string): void {
  cpSync(student, target, { recursive: true });
  const lock = JSON.parse(readFileSync(join(student, "package-lock.json"), "utf8")) as { packages: Record<string, object> };
  const packages = Object.keys(lock.packages).filter((path) => /(^|\/)node_modules\//.test(path));
  for (const path of packages) {
    if (existsSync(join(root, path))) linkTree(join(root, path), join(target, path));
  }
  const installed = Object.fromEntries(packages.filter((path) => existsSync(join(root, path))).map((path) => [path, lock.packages[path]]));
  writeFileSync(join(target, "node_modules", ".package-lock.json"), JSON.stringify({ ...lock, packages: installed }));
  linkTree(join(root, ".venv"), join(target, ".venv"));
  linkTree(join(root, ".cache", "tensorflow"), join(target, ".cache", "tensorflow"));
}

/** Nested packages come by their own names; symbolic links stay what they are. */
function linkTree(from: string, to: string): void {
  if (lstatSync(from).isSymbolicLink()) return cpSync(from, to, { verbatimSymlinks: true });
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) {
      if (entry.name !== "node_modules") linkTree(source, target);
    } else if (entry.isSymbolicLink()) cpSync(source, target, { verbatimSymlinks: true });
    else link(source, target);
  }
}

function link(source: string, target: string): void {
  try {
    linkSync(source, target);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EXDEV") throw error;
    cpSync(source, target);
  }
}
