import { createRequire } from "node:module";
import { join } from "node:path";
import { Listr, type ListrTask } from "listr2";
import { environmentIsReady, makeEnvironment } from "./environment";
import { writeKernel } from "./kernel";
import { makeNative, nativeState } from "./native";
import { cacheFolder, root } from "./paths";
import { firstLine, SetupError } from "./problem";

const load = createRequire(__filename);

/**
 * Does what is missing of the set-up beyond packages and build: the virtual environment with JupyterLab, the kernel
 * specification, the native engine. With nothing missing it takes a few milliseconds and prints nothing.
 *
 * @param options.retry Try again what failed lately, instead of leaving it for a day.
 * @throws {SetupError} Where the course cannot run. A missing native engine is no such case: it is said in one line.
 */
export async function setUp({ retry = false } = {}): Promise<void> {
  if (missingTasks(retry).length > 0) {
    const { withLock } = load(join(root, "course", "lock.mjs")) as typeof import("../lock.mjs");
    // Looked at again: another command may have done it all while this one waited.
    await withLock(join(cacheFolder, "set-up.lock"), () => new Listr(missingTasks(retry)).run()
      .catch((error: unknown) => { throw error instanceof Error && error.cause ? error.cause : error; }));
  }
  writeKernel();
}

function missingTasks(retry: boolean): ListrTask[] {
  const tasks: ListrTask[] = [];
  if (!environmentIsReady()) {
    tasks.push({
      title: "Python packages (a minute the first time)",
      task: async (_, task) => {
        try {
          await makeEnvironment((line) => { task.output = line; });
        } catch (error) {
          throw new Error("see below", { cause: error }); // The list has room for one line.
        }
      },
    });
  }
  const native = nativeState();
  if ("missing" in native || (retry && "problem" in native)) {
    tasks.push({ title: "Native engine (a few minutes the first time)", task: (_, task) => nativeTask(task) });
  }
  return tasks;
}

async function nativeTask(task: { title: string; output: string }): Promise<void> {
  try {
    const { device, gigaflops } = await makeNative((line) => { task.output = line; });
    task.title = `Native engine: TensorFlow on ${device}, ${gigaflops.toFixed(0)} GFLOP/s`;
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    task.title = `No native engine: ${firstLine(error)} The course runs on WebAssembly meanwhile, more slowly.`;
  }
}
