import {
  cpSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, symlinkSync, writeFileSync,
} from "node:fs";
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
 * packages just those in its lock file, this machine's virtual environment, and its native engine. All of these are links to
 * this course's, since a gigabyte of copies takes minutes on a busy disk; what set-up writes is the edition's own.
 */
export function freshCopy(student: string, target: string): void {
  cpSync(student, target, { recursive: true });
  const lock = JSON.parse(readFileSync(join(student, "package-lock.json"), "utf8")) as { packages: Record<string, object> };
  const here = Object.keys(lock.packages).filter((path) => existsSync(join(root, path)));
  // A package inside another one comes with that.
  for (const path of here.filter((each) => /^(\w+\/)?node_modules\/(@[^/]+\/)?[^/]+$/.test(each))) {
    const isOurs = lstatSync(join(root, path)).isSymbolicLink();
    link(isOurs ? join(target, basename(readlinkSync(join(root, path)))) : join(root, path), join(target, path));
  }
  const installed = Object.fromEntries(here.map((path) => [path, lock.packages[path]]));
  writeFileSync(join(target, "node_modules", ".package-lock.json"), JSON.stringify({ ...lock, packages: installed }));
  linkAllBut([".venv/share/jupyter/kernels"], ".venv", target);
  cpSync(join(root, ".venv/share/jupyter/kernels"), join(target, ".venv/share/jupyter/kernels"), { recursive: true });
  link(join(root, ".cache", "tensorflow"), join(target, ".cache", "tensorflow"));
}

/** Links what is in a folder of this course, but for some folders, whose parents become folders of their own. */
function linkAllBut(left: string[], folder: string, target: string): void {
  for (const name of readdirSync(join(root, folder))) {
    const path = `${folder}/${name}`;
    if (left.some((each) => each.startsWith(`${path}/`))) linkAllBut(left, path, target);
    else if (!left.includes(path)) link(join(root, path), join(target, path));
  }
}

function link(source: string, target: string): void {
  mkdirSync(dirname(target), { recursive: true });
  symlinkSync(source, target);
}
