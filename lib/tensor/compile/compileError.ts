/** A function that can't be compiled as it is; the message says what in it is in the way, and what to write instead. */
export class CompileError extends Error {
  override readonly name = "CompileError";
}
