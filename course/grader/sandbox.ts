import { type ChildProgram, learnerProgram } from "./bundle";
import { containerAdvice } from "./container";
import { ProcessDied } from "./death";
import { type Isolation, isolationName, isolations, type Tier, tiers } from "./isolation";
import { LearnerProcess } from "./learnerProcess";
import type { Sandbox } from "./learnerSession";
import { defaultLimits, type Limits } from "./limits";
import { oneLine } from "./oneLine";

/** No process for a learner's code can be started here as it was asked for. */
export class SandboxError extends Error {
  override readonly name = "SandboxError";
}

/**
 * Makes ready what learner's processes need, in the strictest isolation that works here; only a trial run can tell.
 * @param folder Where the program of the learner's process is kept.
 * @throws SandboxError where none works, or none as strict as was asked for.
 */
export async function prepareSandbox(
  folder: string,
  { tier, atLeast = "process", limits = defaultLimits }: { tier?: Tier; atLeast?: Tier; limits?: Limits } = {},
): Promise<Sandbox> {
  const made = await learnerProgram(folder, limits);
  const problems: string[] = [];
  const candidates = isolations().filter((each) => (tier ? each.tier === tier : isAtLeast(each.tier, atLeast)));
  for (const isolation of candidates) {
    const problem = await trial(made, isolation, limits);
    if (problem === null) return { program: made, isolation, limits, unavailable: problems };
    const slower = { ...made, snapshot: null };
    if (made.snapshot && (await trial(slower, isolation, limits)) === null) {
      return { program: slower, isolation, limits, unavailable: problems };
    }
    problems.push(oneLine(`${isolationName(isolation)}: ${explain(problem, isolation)}`));
  }
  throw new SandboxError(`no process for the learner's code could be started (${problems.join("; ")})`);
}

function isAtLeast(tier: Tier, least: Tier): boolean {
  return tiers.indexOf(tier) <= tiers.indexOf(least);
}

function explain(problem: string, { container }: Isolation): string {
  const plain = problem.replace(/^spawn (\S+) ENOENT$/, "$1 is not installed");
  return container ? containerAdvice(container, plain) : plain;
}

async function trial(program: ChildProgram, isolation: Isolation, limits: Limits): Promise<string | null> {
  try {
    const learner = await LearnerProcess.start(program, isolation, limits);
    await learner.stop();
    return null;
  } catch (error) {
    if (error instanceof ProcessDied) return error.message;
    throw error;
  }
}
