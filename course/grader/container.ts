import { randomUUID } from "node:crypto";
import type { ChildProgram } from "./bundle";
import { dataLimit, mostOpenFiles, mostProcesses, processorTime } from "./kernelLimits";
import type { Launch } from "./launch";
import { type Limits, startTime } from "./limits";
import { nodeArguments } from "./nodeFlags";
import { nobody } from "./users";

/** What runs a container, and what is in it besides our program: Node 20 or later, and a shell with `timeout`. */
export interface Container {
  engine: "podman" | "docker";
  image: string;
}

/** Names another image; an empty name leaves containers out. */
export const imageVariable = "BYHAND_GRADER_IMAGE";
const usualImage = "node:20.20.2-bookworm-slim";

/** Those to try. An image is never fetched for this: it is there, or the container does not start. */
export function containers(): Container[] {
  const image = process.env[imageVariable] ?? usualImage;
  return image === "" ? [] : [{ engine: "podman", image }, { engine: "docker", image }];
}

/** What to do about an engine's complaint, where that is not plain from its words. */
export function containerAdvice({ engine, image }: Container, problem: string): string {
  return /image/i.test(problem) ? `${problem} (get it with \`${engine} pull ${image}\`)` : problem;
}

const inside = "/box/child.cjs";

/**
 * A container for one learner's process. Engines pass on no more than the three usual descriptors, so requests come in
 * on the first and answers go out on the second; a shell moves them to where the program has them.
 */
export function launchContainer({ engine, image }: Container, { bundle }: ChildProgram, limits: Limits): Launch {
  const name = `byhand-grader-${randomUUID()}`;
  const user = nobody();
  // The snapshot is of this machine's Node, not of the image's.
  const node = ["node", ...nodeArguments({ bundle: inside, snapshot: null }, limits)];
  return {
    command: [
      engine, "run", "--rm", "--interactive", "--name", name, "--pull", "never", "--user", `${user}:${user}`,
      ...closed, ...bounded(limits),
      "--mount", `type=bind,src=${bundle},dst=${inside},ro`,
      "--entrypoint", "/bin/sh", image, "-c", `${movePipes}; exec timeout -s KILL ${longestLife(limits)} "$@"`, "sh", ...node,
    ],
    environment: Object.fromEntries(enginesNeed.flatMap((key) => {
      const value = process.env[key];
      return value === undefined ? [] : [[key, value]];
    })),
    pipes: { requests: 0, answers: 1, printed: [2] },
    end: [engine, "rm", "--force", name],
  };
}

const movePipes = "exec 3>&1 4<&0 >&2 </dev/null";

/** What engines look up in the environment: of the grader, not of the container, which has its image's. */
const enginesNeed = [
  "PATH", "HOME", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "DBUS_SESSION_BUS_ADDRESS", "DOCKER_HOST",
  "DOCKER_CONTEXT", "DOCKER_CONFIG", "DOCKER_CERT_PATH", "DOCKER_TLS_VERIFY", "CONTAINER_HOST", "CONTAINERS_CONF",
  "SystemRoot", "ProgramData", "USERPROFILE", "LOCALAPPDATA",
];

/** No network, no disk to write to, no rights, and none to be had; what is printed is not kept. */
const closed = [
  "--network", "none", "--ipc", "none", "--hostname", "box", "--read-only", "--workdir", "/", "--cap-drop", "ALL",
  "--security-opt", "no-new-privileges", "--log-driver", "none",
];

/** Memory, processes and processors for all in it together, and each process's own limits as in the other tiers. */
function bounded(limits: Limits): string[] {
  const memory = String(limits.memory);
  const each = {
    data: dataLimit(limits), cpu: processorTime(limits), fsize: 0, nofile: mostOpenFiles, core: 0, nproc: mostProcesses,
  };
  return [
    "--memory", memory, "--memory-swap", memory, "--pids-limit", String(mostProcesses), "--cpus", "1",
    ...Object.entries(each).flatMap(([limit, value]) => ["--ulimit", `${limit}=${value}:${value}`]),
  ];
}

/**
 * Seconds until a container ends by itself: nothing else would end it where the grader was killed and the code does not
 * heed that its requests have ended. Its first process, which counts them, cannot be killed from inside.
 */
function longestLife({ exerciseTime }: Limits): number {
  return Math.ceil((startTime + exerciseTime) / 1000) + 30;
}
