import type { Course } from "./course";

/** One thing that `npm run assemble` writes. */
export interface Product {
  /** What it is, for the line that assemble prints: "student edition". */
  name: string;
  /**
   * Writes it below `folder`, which is still a temporary one. The student edition lies in `folder/student` by then.
   *
   * @returns what a teacher does with it, in one sentence that names the path below `folder`; it stands behind the name
   */
  write(course: Course, folder: string): Promise<string>;
}
