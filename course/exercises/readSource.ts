import { compile, type CompiledFile } from "./compile";
import { type Violation, violations } from "./policy";
import type { Policy } from "./types";

/** One file as the course reads it: compiled, and the first place where it breaks the lesson's rules. */
export interface SourceReading {
  compiled: CompiledFile;
  broken: Violation | null;
}

/**
 * Compiles a learner's file and holds it to the lesson's rules, without running anything.
 * @throws LearnerError where the syntax is wrong; RangeError where it is nested too deeply for the compiler.
 */
export function readSource(source: string, path: string, policy: Policy): SourceReading {
  const compiled = compile(source, path);
  return { compiled, broken: violations(source, policy, { file: path })[0] ?? null };
}
