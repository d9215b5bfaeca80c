import { execa } from "execa";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { cacheFolder, root } from "../../../course/setup/paths";
import { freePort } from "../../../course/setup/port";
import { firstLine } from "../../../course/setup/problem";
import { findPython } from "../../../course/setup/python";
import { run } from "../../../course/setup/run";
import { fingerprint, readText, writeText } from "../../../course/setup/stamp";

const given = join(root, "course", "hub");
const home = join(cacheFolder, "hub");
const bin = join(home, process.platform === "win32" ? "Scripts" : "bin");

/** Installs the hub as the documentation says, where that was not done; returns why it cannot be had, or null. */
export async function installHub(): Promise<string | null> {
  if (process.platform === "win32") return "JupyterHub does not run on Windows";
  const stamp = join(home, ".byhand-hub");
  const lists = ["requirements.txt", "package-lock.json"];
  const wanted = fingerprint(...lists.map((name) => readFileSync(join(given, name), "utf8")));
  if (readText(stamp) === wanted && existsSync(join(bin, "jupyterhub"))) return null;
  try {
    await run([...findPython().command, "-m", "venv", "--clear", home]);
    const pip = [join(bin, "python"), "-m", "pip", "install", "--disable-pip-version-check", "-q"];
    await run([...pip, "-r", join(given, "requirements.txt")]);
    for (const name of ["package.json", "package-lock.json"]) copyFileSync(join(given, name), join(home, name));
    await run(["npm", "ci", "--ignore-scripts"], { cwd: home });
    writeText(stamp, wanted);
    return null;
  } catch (error) {
    return firstLine(error);
  }
}

/** What one learner did and saw: see classroom.py. */
export interface LearnersDay {
  kernel: string;
  cells: { status: string; text: string }[];
  sees: Record<string, { status: number[]; files: string[]; kernels: string[] }>;
}

/** A hub that runs, with a folder for its learners' homes. */
export interface Hub {
  homes: string;
  /** Lets learners run cells at the same time. */
  teach(learners: Record<string, string[]>): Promise<Record<string, LearnersDay>>;
  close(): Promise<void>;
}

/** Starts the hub with the configuration that the course ships, on free ports; again, where one is taken meanwhile. */
export async function startHub(): Promise<Hub> {
  for (let start = 1; ; start++) {
    try {
      return await startOnce();
    } catch (error) {
      if (start === 3 || !/address already in use|EADDRINUSE/i.test(String(error))) throw error;
    }
  }
}

async function startOnce(): Promise<Hub> {
  const work = mkdtempSync(join(tmpdir(), "byhand-hub-"));
  mkdirSync(join(work, "home"));
  const [port, innerPort, proxyPort] = [await freePort(), await freePort(), await freePort()];
  const token = fingerprint(work, String(process.pid));
  const child = execa(join(bin, "jupyterhub"), ["-f", join(__dirname, "jupyterhub_config.py")], {
    cwd: work, stdin: "ignore", all: true, reject: false, forceKillAfterDelay: 60_000,
    env: {
      PATH: [bin, process.env.PATH].join(delimiter), HUB_CONFIG: join(given, "jupyterhub_config.py"), HUB_WORK: work,
      HUB_PORT: String(port), HUB_INNER_PORT: String(innerPort), HUB_PROXY_PORT: String(proxyPort), HUB_TOKEN: token,
    },
  });
  const address = `http://127.0.0.1:${port}`;
  let ended = false;
  void child.then(() => { ended = true; });
  for (let tries = 0; ; tries++) {
    const answer = await fetch(`${address}/hub/api/`).catch(() => null);
    if (answer?.ok) break;
    if (ended || tries > 1200) {
      child.kill("SIGTERM");
      throw new Error(`the hub did not start:\n${(await child).all}`);
    }
    await wait(250);
  }
  return {
    homes: join(work, "home"),
    async teach(learners) {
      const program = join(__dirname, "classroom.py");
      const { stdout, failed, stderr } = await execa(join(bin, "python"), [program, address, token],
        { input: JSON.stringify(learners), reject: false });
      if (!failed) return JSON.parse(stdout) as Record<string, LearnersDay>;
      child.kill("SIGTERM");
      throw new Error(`${stderr}\nThe hub said:\n${(await child).all}`);
    },
    async close() {
      child.kill("SIGTERM");
      await child;
    },
  };
}
