import { findLessons } from "../notebooks/lessons";
import { environmentPython, root } from "./paths";

/** The command that opens JupyterLab on the first lesson, with the course's folder as the top of its file list. */
export function jupyterCommand({ port, browser, asRoot }: {
  port: number;
  browser: boolean;
  /** JupyterLab refuses to run as root (as in a container) unless told that this is meant. */
  asRoot: boolean;
}): string[] {
  const [first] = findLessons();
  return [
    environmentPython, "-m", "jupyterlab",
    `--ServerApp.root_dir=${root}`, `--ServerApp.port=${port}`, "--ServerApp.port_retries=0",
    // Warnings and the address are enough for a learner to see.
    "--ServerApp.log_level=WARN",
    `--LabApp.default_url=/lab${first ? `/tree/notebooks/${first.name}.ipynb` : ""}`,
    ...(browser ? [] : ["--no-browser"]),
    ...(asRoot ? ["--allow-root"] : []),
  ];
}
