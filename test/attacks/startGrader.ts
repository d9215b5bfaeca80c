import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { build } from "esbuild";
import { imageVariable } from "../../course/grader/container";
import { root } from "../../course/setup/paths";
import type { RealEngine } from "../course/containerEngine";
import { runnersIdentity } from "../course/validResults";
import type { Job } from "./graderProcess";
import { asLentUser } from "./places";
import { teachersSecret } from "./world";

/** How a grader ended, and what it printed. */
export interface GraderEnd {
  code: number | null;
  signal: NodeJS.Signals | null;
  printed: string;
}

/** Starts a grader in a process of its own and waits for its end; after `limit` milliseconds it is killed. */
export async function startGrader(
  job: Job,
  { world, limit, lent, engine }: { world: string; limit: number; lent: boolean; engine: RealEngine | null },
): Promise<GraderEnd> {
  const file = join(world, "job.json");
  writeFileSync(file, JSON.stringify(job), { mode: 0o644 });
  const program = await graderProgram();
  const node = [process.execPath, "-", file, teachersSecret];
  const [command, ...args] = lent ? asLentUser(node) : node;
  const grader = spawn(command, args, {
    cwd: join(root, "course"),
    env: {
      ...process.env, ...runnersIdentity, TMPDIR: job.temporary, TEACHERS_TOKEN: teachersSecret,
      ...engine && { PATH: `${engine.folder}${delimiter}${process.env.PATH}`, [imageVariable]: engine.image },
    },
    detached: true, // what kills its own process group kills neither the tests nor the terminal
  });
  let printed = "";
  for (const output of [grader.stdout, grader.stderr]) {
    output.on("data", (bytes: Buffer) => printed += bytes.toString());
  }
  grader.stdin.on("error", () => undefined).end(program);
  const timer = setTimeout(() => grader.kill("SIGKILL"), limit);
  return new Promise((resolve) => grader.on("close", (code, signal) => {
    clearTimeout(timer);
    resolve({ code, signal, printed });
  }));
}

let program: Promise<string> | null = null;

/** graderProcess.ts and all of our sources that it needs as one script. Each keeps its own folder's name. */
function graderProgram(): Promise<string> {
  program ??= build({
    entryPoints: [join(import.meta.dirname, "graderProcess.ts")],
    bundle: true, write: false, platform: "node", format: "cjs", packages: "external", logLevel: "silent",
    alias: { "byhand": join(root, "lib", "index.ts"), "byhand-course": join(root, "course", "index.ts") },
    plugins: [{
      name: "folders",
      setup: ({ onLoad }) => onLoad({ filter: /\.ts$/ }, ({ path }) => ({
        contents: `const __filename = ${JSON.stringify(path)}, __dirname = ${JSON.stringify(dirname(path))};`
          + readFileSync(path, "utf8"),
        loader: "ts",
      })),
    }],
  }).then(({ outputFiles }) => outputFiles[0].text);
  return program;
}
