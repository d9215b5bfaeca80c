import { isPlainTensor } from "../exercises/plain";
import { type Handle, LearnerError, type PlainTensor, type PlainValue } from "../exercises/types";
import type { LearnerSession } from "./learnerSession";

/**
 * One exported function of a learner's file, in another process. Make one for each check: a check whose call ended the
 * process gets the same error from all further calls, and the next check begins with a fresh process.
 */
export function remoteHandle(session: LearnerSession, name: string): Handle {
  let ended: LearnerError | null = null;
  async function ask(op: "call" | "gradient", args: PlainValue[]): Promise<PlainValue> {
    if (ended) throw ended;
    try {
      return await session.ask({ op, name, args });
    } catch (error) {
      if (error instanceof LearnerError && error.kind !== "threw") ended = error;
      throw error;
    }
  }
  return {
    call: (...args) => ask("call", args),
    async gradient(...args): Promise<PlainTensor[]> {
      const gradients = await ask("gradient", args);
      if (!Array.isArray(gradients) || !gradients.every(isPlainTensor)) {
        throw new LearnerError("protocol", "something other than gradients was sent to the grader");
      }
      return gradients;
    },
  };
}
