import { spawn } from "node:child_process";
import { type Command } from "commander";
import { jupyterCommand } from "../setup/jupyter";
import { root } from "../setup/paths";
import { parsePort, requireFreePort, usualPort } from "../setup/port";
import { setUp } from "../setup/setUp";

interface Options {
  prepare?: boolean;
  browser: boolean;
  port: string;
}

export function register(program: Command): void {
  program.command("start")
    .description("Does the missing set-up and opens the course in JupyterLab.")
    .option("--prepare", "set up and stop; also tries again what failed lately")
    .option("--no-browser", "print the address instead of opening a browser")
    .option("--port <number>", "where JupyterLab listens", String(usualPort))
    .action(start);
}

async function start({ prepare = false, browser, port: text }: Options): Promise<void> {
  const port = parsePort(text);
  if (!prepare) await requireFreePort(port);
  await setUp({ retry: prepare });
  if (prepare) {
    console.log("The course is ready: `npm start` opens it.");
    return;
  }
  console.log(`Opening the course on port ${port}. Ctrl+C in this terminal ends it.`);
  const [file = "", ...args] = jupyterCommand({ port, browser, asRoot: process.getuid?.() === 0 });
  const child = spawn(file, args, { cwd: root, stdio: "inherit" });
  // Ctrl+C reaches JupyterLab by itself, which asks and then ends; a request to terminate does not.
  process.on("SIGINT", () => undefined);
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  process.exitCode = await new Promise<number>((resolve) => {
    child.once("error", () => resolve(1));
    child.once("close", (code) => resolve(code ?? 1));
  });
}
