import { compile, type Compiled } from "../tensor/compile";

/**
 * A function as a graph, as the option `compiled` of training and evaluation says: without it where it can be one, with
 * `true` in any case, with `false` never.
 */
export function asGraph<Args extends readonly unknown[], Result>(
  run: (...args: Args) => Result,
  { name, compiled }: { name: string; compiled: boolean | undefined },
): Compiled<Args, Result> {
  return compile(run, { name, mode: compiled === undefined ? "try" : compiled ? "graph" : "plain" });
}
