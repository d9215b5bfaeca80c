import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { EngineUnavailable, firstLine, type Started } from "./start";

interface Adapter {
  info: { vendor: string; architecture: string; device: string; description: string; isFallbackAdapter?: boolean };
}
interface Gpu {
  requestAdapter(options: { powerPreference: string }): Promise<Adapter | null>;
}

const SOFTWARE = /swiftshader|llvmpipe|lavapipe|basic render/i;
/** Taken away again by `releaseWebgpu`: as long as Dawn's instance can be reached, Node does not end. */
let releaseInstance: (() => void) | null = null;
/** Taken again while it is still there: a process with two of Dawn's instances may crash when it ends. */
let lastInstance: WeakRef<Gpu> | undefined;
/** Kept from the first import, since releasing the backend also removes its registration. */
let factory: ReturnType<typeof tf.findBackendFactory> | undefined;

/**
 * Whether asking for an adapter makes sense: without a Vulkan driver Dawn answers no, but complains on standard error
 * first, past anything that JavaScript could catch.
 */
function mayHaveAdapter(): boolean {
  if (process.platform !== "linux") return true;
  if (process.env["VK_ICD_FILENAMES"] || process.env["VK_DRIVER_FILES"]) return true;
  const folders = ["/usr/share/vulkan/icd.d", "/etc/vulkan/icd.d", "/usr/local/share/vulkan/icd.d",
    join(homedir(), ".local/share/vulkan/icd.d")];
  return folders.some((folder) => existsSync(folder) && readdirSync(folder).length > 0);
}

/**
 * Starts WebGPU on Dawn: any graphics processor with a Metal, Vulkan or Direct3D 12 driver.
 *
 * @param options.software Whether a graphics processor that software imitates will do.
 * @throws {EngineUnavailable} Where there is no adapter, or it cannot run TensorFlow.js.
 */
export async function startWebgpu({ software = true } = {}): Promise<Started> {
  if (!mayHaveAdapter()) throw new EngineUnavailable("no graphics processor with a Vulkan driver");
  try {
    const { info } = await requestAdapter();
    const device = info.description || info.device || `${info.vendor} ${info.architecture}`;
    const isSoftware = info.isFallbackAdapter === true || SOFTWARE.test(`${info.device} ${info.description}`);
    if (isSoftware && !software) throw new EngineUnavailable(`${device} is only software`);
    // The backend looks for `navigator.gpu` while it is imported, so this comes after.
    await import("@tensorflow/tfjs-backend-webgpu");
    factory ??= tf.findBackendFactory("webgpu");
    if (!tf.findBackendFactory("webgpu")) tf.registerBackend("webgpu", factory, 3);
    if (!await tf.setBackend("webgpu")) throw new Error("the adapter was refused");
    return { name: "webgpu", kind: isSoftware ? "software gpu" : "gpu", device };
  } catch (error) {
    releaseWebgpu();
    throw error instanceof EngineUnavailable ? error
      : new EngineUnavailable(`WebGPU did not start (${firstLine(error)})`);
  }
}

async function requestAdapter(): Promise<Adapter> {
  const { create, globals } = await import("webgpu");
  Object.assign(globalThis, globals);
  const gpu = lastInstance?.deref() ?? create([]) as unknown as Gpu;
  lastInstance = new WeakRef(gpu);
  const own = Object.getOwnPropertyDescriptor(globalThis, "navigator");
  Object.defineProperty(globalThis, "navigator", { value: { gpu }, configurable: true, writable: true });
  releaseInstance = () => {
    if (own) Object.defineProperty(globalThis, "navigator", own);
    else Reflect.deleteProperty(globalThis, "navigator");
  };
  const adapter = await gpu.requestAdapter({ powerPreference: "high-performance" });
  if (!adapter) throw new EngineUnavailable("no graphics processor answered");
  return adapter;
}

/** Lets go of the graphics processor, so that Node can end. */
export function releaseWebgpu(): void {
  const registered = tf.engine().registry["webgpu"] as { device?: { destroy(): void } } | undefined;
  if (registered) tf.removeBackend("webgpu");
  registered?.device?.destroy();
  releaseInstance?.();
  releaseInstance = null;
}
