/** What learners of this repository get, by its path: their files, the notebooks with their sources, the library. */
export function isStudentFacing(file: string): boolean {
  if (/(^|\/)(dist|\.ipynb_checkpoints)\//.test(file)) return false;
  return /^(exercises|notebooks|lib)\//.test(file) || file === "README.md";
}
