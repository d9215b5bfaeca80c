import type { Limits } from "./limits";

/** Why a learner's process is no more; `message` is for the learner. */
export interface Death {
  kind: "timeout" | "crashed" | "protocol";
  message: string;
}

/** A request that stays without an answer, since the process died or was killed over it. */
export class ProcessDied extends Error {
  constructor(readonly death: Death) {
    super(death.message);
  }
}

export function timeout(time: number): Death {
  const seconds = Math.max(0.1, Math.round(time / 100) / 10);
  return { kind: "timeout", message: `no answer within ${seconds} s: does a loop never end?` };
}

export function memory(limit: number): Death {
  return { kind: "crashed", message: `the code used more than ${megabytes(limit)} of memory` };
}

export function output(limit: number): Death {
  return { kind: "crashed", message: `the code printed more than ${megabytes(limit)}` };
}

export function tooLong(): Death {
  return { kind: "protocol", message: "the result is too large to be sent" };
}

export function notAnAnswer(): Death {
  return { kind: "protocol", message: "something other than the function's result was sent to the grader" };
}

export function stopped(): Death {
  return { kind: "crashed", message: "the grader ended the process" };
}

export function notStarted(message: string): Death {
  return { kind: "crashed", message };
}

/** 128 + SIGKILL, as shells and containers report it. */
const killed = 137;

/** The process ended by itself. Its last words may be forged, but they only choose between two ways to say so. */
export function exit(
  { code, signal, lastWords, limits }:
  { code: number | null; signal: NodeJS.Signals | null; lastWords: string; limits: Limits },
): Death {
  if (/heap out of memory|Allocation failed/.test(lastWords)) {
    return { kind: "crashed", message: `the code used more than ${megabytes(limits.heap)} of JavaScript memory` };
  }
  if (code === killed) {
    const size = megabytes(limits.memory);
    return { kind: "crashed", message: `the code was ended from outside, for more than ${size} of memory, or ended itself` };
  }
  const how = signal ? `killed by ${signal}` : `exit code ${code}`;
  return { kind: "crashed", message: `the code ended its own process (${how}): is there a process.exit?` };
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MB`;
}
