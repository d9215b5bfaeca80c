import * as tf from "@tensorflow/tfjs-core";
// Registers the gradients of all operations, which the core alone does not.
import "@tensorflow/tfjs";
import { chooseEngine, type Choice, type Trial } from "./choose";
import { startCpu } from "./cpu";
import { measureSpeed } from "./speed";
import { EngineUnavailable, firstLine, type EngineName, type Started } from "./start";
import { startTensorflow } from "./tensorflow";
import { startWasm } from "./wasm";
import { releaseWebgpu, startWebgpu } from "./webgpu";

/** What executes the tensor operations; as text it is one line that says what was chosen and why. */
export interface Engine {
  readonly name: EngineName;
  /** The device by its own name, such as `NVIDIA L4` or `2 CPU cores`. */
  readonly device: string;
  readonly reason: string;
  toString(): string;
}

const starts: Record<EngineName, () => Promise<Started>> = {
  tensorflow: startTensorflow, webgpu: startWebgpu, wasm: startWasm, cpu: startCpu,
};
/** The choice stays the same for as long as the process runs. */
let best: Choice | null = null;
let current: { asked: EngineName | undefined; engine: Promise<Engine> } | null = null;

/**
 * Chooses the engine, or takes the one asked for, and starts it; asked again, it answers the same at once.
 *
 * The order is: a CUDA device; by a short measurement the faster of a graphics processor (WebGPU) and the native
 * library; WebAssembly; plain JavaScript. The environment variable BYHAND_ENGINE comes before the choice, a name before
 * both.
 *
 * @param name Which engine; without it the one in use, BYHAND_ENGINE, or the best.
 * @throws {RangeError} For a name that is none of the four.
 * @throws {EngineUnavailable} Where an engine that was asked for by name cannot run here.
 */
export function useEngine(name?: EngineName): Promise<Engine> {
  const variable = process.env["BYHAND_ENGINE"];
  const asked = named(name, "name") ?? (current ? current.asked : named(variable, "BYHAND_ENGINE"));
  if (!current || current.asked !== asked) {
    const engine = start(asked, name ? "asked for" : "named by BYHAND_ENGINE");
    const mine = { asked, engine };
    current = mine;
    engine.catch(() => { if (current === mine) current = null; });
  }
  return current.engine;
}

/** Lets go of the engine and its device; a process that used WebGPU ends only after this. */
export async function releaseEngine(): Promise<void> {
  await current?.engine.catch(() => undefined);
  current = null;
  releaseWebgpu();
}

function named(value: string | undefined, argument: string): EngineName | undefined {
  if (value === undefined || value === "") return undefined;
  if (Object.hasOwn(starts, value)) return value as EngineName;
  throw new RangeError(`${argument} is "${value}": expected one of ${Object.keys(starts).join(", ")}`);
}

async function start(asked: EngineName | undefined, why: string): Promise<Engine> {
  if (!asked) return startBest();
  try {
    return describe(await starts[asked](), why);
  } catch (error) {
    if (!(error instanceof EngineUnavailable)) throw error;
    throw new EngineUnavailable(`The engine "${asked}" (${why}) cannot run here: ${error.message}. ` +
      "Leave the choice to useEngine() without a name.", { cause: error });
  }
}

async function startBest(): Promise<Engine> {
  best ??= chooseEngine(await tryEngines());
  const { name, reason } = best;
  if (name !== "webgpu") releaseWebgpu();
  return describe(await starts[name](), reason);
}

/** Tries the engines in the order of preference, as far as needed to choose among them. */
async function tryEngines(): Promise<Trial[]> {
  const native = await attempt("tensorflow", startTensorflow);
  if ("started" in native && native.started.kind === "cuda") return [native];
  const gpu = await attempt("webgpu", () => startWebgpu({ software: false }));
  if ("started" in native && "started" in gpu) return measureRivals(native, gpu);
  if ("started" in native || "started" in gpu) return [native, gpu];
  return [native, gpu, await attempt("wasm", startWasm)];
}

async function attempt(name: EngineName, start: () => Promise<Started>): Promise<Trial> {
  try {
    return { name, started: await start() };
  } catch (error) {
    return { name, problem: firstLine(error) };
  }
}

/** Where there are two to choose between, and only there, each runs an attention step against the clock. */
async function measureRivals(...rivals: readonly Trial[]): Promise<Trial[]> {
  const measured: Trial[] = [];
  for (const rival of rivals) {
    const { name } = rival;
    try {
      await tf.setBackend(name);
      measured.push({ ...rival, attentionMilliseconds: (await measureSpeed()).attentionMilliseconds });
    } catch (error) {
      measured.push({ name, problem: firstLine(error) });
    }
  }
  return measured;
}

function describe({ name, device }: Started, reason: string): Engine {
  return { name, device, reason, toString: () => `${name} on ${device} (${reason})` };
}
