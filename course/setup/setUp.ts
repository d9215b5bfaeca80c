import { Listr, type ListrTask } from "listr2";
import { environmentIsReady, makeEnvironment } from "./environment";
import { writeKernel } from "./kernel";
import { makeNative, nativeState } from "./native";
import { SetupError } from "./problem";

/**
 * Does what is missing of the set-up beyond packages and build: the virtual environment with JupyterLab, the kernel
 * specification, the native engine. With nothing missing it takes a few milliseconds and prints nothing.
 *
 * @param options.retry Try again what failed lately, instead of leaving it for a day.
 * @throws {SetupError} Where the course cannot run. A missing native engine is no such case: it is said in one line.
 */
export async function setUp({ retry = false } = {}): Promise<void> {
  const tasks: ListrTask[] = [];
  if (!environmentIsReady()) {
    tasks.push({
      title: "Python packages (a minute the first time)",
      task: (_, task) => makeEnvironment((line) => { task.output = line; }),
    });
  }
  tasks.push({ title: "TypeScript kernel", task: writeKernel });
  const native = nativeState();
  let notice: string | null = null;
  if ("missing" in native || (retry && "problem" in native)) {
    tasks.push({
      title: "Native engine (a few minutes the first time)",
      task: async (_, task) => {
        try {
          const { device, gigaflops } = await makeNative((line) => { task.output = line; });
          task.title = `Native engine: TensorFlow on ${device}, ${gigaflops.toFixed(0)} GFLOP/s`;
        } catch (error) {
          if (!(error instanceof SetupError)) throw error;
          notice = `No native engine (${error.message.split("\n")[0]}). The course runs on WebAssembly, more slowly.`;
          task.skip("Native engine");
        }
      },
    });
  }
  if (tasks.length === 1) return writeKernel();
  await new Listr(tasks, { rendererOptions: { collapseSubtasks: false } }).run();
  if (notice) console.log(notice);
}
