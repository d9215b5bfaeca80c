import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { execa } from "execa";
import { jupyterCommand } from "../setup/jupyter";
import { cacheFolder, root } from "../setup/paths";
import { freePort } from "../setup/port";
import { SetupError } from "../setup/problem";

export interface Lab {
  address: string;
  close(): Promise<void>;
}

/**
 * JupyterLab as `npm start` opens it, but without a token, with settings of its own (nothing is saved by itself, and
 * nobody's own settings interfere), and with the application open to scripts in the page.
 *
 * @throws {SetupError} where it does not answer within a minute
 */
export async function startLab(environment: Record<string, string>): Promise<Lab> {
  const port = await freePort();
  const folder = join(cacheFolder, "look", "lab");
  rmSync(folder, { recursive: true, force: true });
  writeSetting(folder, "@jupyterlab/docmanager-extension", "plugin", { autosave: false });
  const [file = "", ...args] = jupyterCommand({ port, browser: false, asRoot: process.getuid?.() === 0 });
  const child = execa(file, [...args, "--IdentityProvider.token=", "--LabApp.expose_app_in_browser=True"], {
    cwd: root, stdin: "ignore", all: true, reject: false, forceKillAfterDelay: 5000,
    env: {
      ...environment,
      JUPYTERLAB_SETTINGS_DIR: join(folder, "settings"),
      JUPYTERLAB_WORKSPACES_DIR: join(folder, "workspaces"),
      JUPYTER_CONFIG_DIR: join(folder, "config"),
    },
  });
  const address = `http://127.0.0.1:${port}`;
  let ended = false;
  void child.then(() => { ended = true; });
  for (let tries = 0; tries < 240 && !ended; tries++) {
    const answer = await fetch(`${address}/api/status`).catch(() => null);
    if (answer?.ok) return { address, close: async () => { child.kill("SIGTERM"); await child; } };
    await wait(250);
  }
  child.kill("SIGTERM");
  throw new SetupError(`JupyterLab did not start:\n${(await child).all}`);
}

function writeSetting(folder: string, extension: string, plugin: string, value: object): void {
  const place = join(folder, "settings", extension);
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, `${plugin}.jupyterlab-settings`), JSON.stringify(value));
}
