import { join } from "node:path";
import { environmentFolder, root } from "./paths";
import { writeText } from "./stamp";

export const kernelFile = join(environmentFolder, "share", "jupyter", "kernels", "tslab", "kernel.json");
const pageConfigFile = join(environmentFolder, "etc", "jupyter", "labconfig", "page_config.json");

/**
 * What tells Jupyter how to start TypeScript. Paths are absolute, since a kernel starts in the notebook's folder;
 * Node's settings are flags, since NODE_OPTIONS would pass on to every child process.
 */
export function kernelSpecification({ node, root }: { node: string; root: string }): object {
  return {
    argv: [node, "--enable-source-maps",
      ...["earlierNames.cjs", "ports.cjs"].flatMap((file) => ["--require", join(root, "course", "notebooks", file)]),
      join(root, "node_modules", "tslab", "bin", "tslab"), "kernel",
      "--config-path", "{connection_file}"],
    display_name: "TypeScript (tslab)",
    language: "typescript",
    // An interrupt must arrive as a signal: that is what stops a training loop and keeps its state.
    interrupt_mode: "signal",
    env: { TF_CPP_MIN_LOG_LEVEL: "2" },
  };
}

/** Writes the kernel specification and what JupyterLab should leave out, where they differ. */
export function writeKernel(): void {
  writeText(kernelFile, `${JSON.stringify(kernelSpecification({ node: process.execPath, root }), null, 2)}\n`);
  const disabledExtensions = { "@jupyterlab/apputils-extension:announcements": true };
  writeText(pageConfigFile, `${JSON.stringify({ disabledExtensions }, null, 2)}\n`);
}
