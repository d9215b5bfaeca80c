import { childBundle } from "./bundle";
import { type Isolation, isolations, type Tier } from "./isolation";
import { ProcessDied } from "./death";
import { LearnerProcess } from "./learnerProcess";
import type { Sandbox } from "./learnerSession";
import { defaultLimits, type Limits } from "./limits";

/** No process for a learner's code can be started here as it was asked for. */
export class SandboxError extends Error {
  override readonly name = "SandboxError";
}

/**
 * Makes ready what learner's processes need, in the strictest isolation that works here; only a trial run can tell.
 * @param folder Where the program of the learner's process is kept.
 * @throws SandboxError where none works, or not the tier that was asked for.
 */
export async function prepareSandbox(
  folder: string, { tier, limits = defaultLimits }: { tier?: Tier; limits?: Limits } = {},
): Promise<Sandbox> {
  const bundle = await childBundle(folder);
  const problems: string[] = [];
  for (const isolation of isolations.filter((candidate) => !tier || candidate.tier === tier)) {
    const problem = await trial(bundle, isolation, limits);
    if (problem === null) return { bundle, isolation, limits };
    problems.push(`${isolation.tier}: ${problem}`);
  }
  throw new SandboxError(`no process for the learner's code could be started (${problems.join("; ")})`);
}

async function trial(bundle: string, isolation: Isolation, limits: Limits): Promise<string | null> {
  try {
    const learner = await LearnerProcess.start(bundle, isolation, limits);
    await learner.stop();
    return null;
  } catch (error) {
    if (error instanceof ProcessDied) return error.message;
    throw error;
  }
}
