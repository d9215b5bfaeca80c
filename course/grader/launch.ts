import { dirname } from "node:path";
import { boxed, inBox } from "./bubblewrap";
import type { ChildProgram } from "./bundle";
import { launchContainer } from "./container";
import type { Isolation } from "./isolation";
import { kernelLimits } from "./kernelLimits";
import type { Limits } from "./limits";
import { nodeArguments } from "./nodeFlags";
import { answerPipe, requestPipe } from "./protocol";
import { nobody } from "./users";

/** What to start so that a program runs in isolation. */
export interface Launch {
  command: [program: string, ...args: string[]];
  environment: NodeJS.ProcessEnv;
  /** Which of its descriptors carry requests, answers, and what the code in it prints. */
  pipes: { requests: number; answers: number; printed: number[] };
  /** Ends for sure what SIGKILL to the started process alone may leave behind. */
  end?: [program: string, ...args: string[]];
}

/** Where the started program looks for helpers; nothing else of this environment is passed on. */
export const childEnvironment: Record<string, string> = {
  PATH: ["/usr/bin", "/bin", dirname(process.execPath)].join(":"),
  LANG: "C.UTF-8",
  ...(process.env.SystemRoot ? { SystemRoot: process.env.SystemRoot } : {}), // Windows starts nothing without it
};

function asNobody(): string[] {
  const user = nobody();
  return ["setpriv", `--reuid=${user}`, `--regid=${user}`, "--clear-groups", "--"];
}

/** How a learner's process is started. */
export function launch(program: ChildProgram, isolation: Isolation, limits: Limits): Launch {
  const { tier, systemLimits, user, container } = isolation;
  if (container) return launchContainer(container, program, limits);
  const inside = tier === "bubblewrap";
  const node = inside
    ? ["/box/node", ...nodeArguments(inBox(program), limits)]
    : [process.execPath, ...nodeArguments(program, limits)];
  const limited = systemLimits ? [...kernelLimits(limits, user), ...node] : node;
  const command = inside ? [...boxed(program), ...limited] : limited;
  return {
    command: (user === "nobody" ? [...asNobody(), ...command] : command) as Launch["command"],
    environment: childEnvironment,
    pipes: { requests: requestPipe, answers: answerPipe, printed: [1, 2] },
  };
}
