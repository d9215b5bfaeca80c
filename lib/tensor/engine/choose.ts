import { type EngineName, type Started } from "./start";

/** What trying an engine gave: how it runs, or why it does not. */
export type Trial =
  | { name: EngineName; started: Started; attentionMilliseconds?: number }
  | { name: EngineName; problem: string };

/** The engine to use, and the reason in words. */
export interface Choice {
  name: EngineName;
  reason: string;
}

/**
 * Chooses among the engines that were tried: a CUDA device; then the faster of a real graphics processor by WebGPU and
 * the native library on the processor; then WebAssembly; then plain JavaScript. A graphics processor that software
 * imitates is never chosen here.
 */
export function chooseEngine(trials: readonly Trial[]): Choice {
  const running = trials.filter((trial) => "started" in trial);
  const find = (name: EngineName): (typeof running)[number] | undefined =>
    running.find((trial) => trial.name === name && trial.started.kind !== "software gpu");
  const [native, gpu] = [find("tensorflow"), find("webgpu")];
  if (native?.started.kind === "cuda") return { name: "tensorflow", reason: "TensorFlow found a CUDA device" };
  if (native && gpu) {
    const [a, b] = [native.attentionMilliseconds ?? Infinity, gpu.attentionMilliseconds ?? Infinity];
    const step = (time: number): string => `${time.toPrecision(2)} ms`;
    return b < a
      ? { name: "webgpu", reason: `${step(b)} for an attention step, ${step(a)} on the native library` }
      : { name: "tensorflow", reason: `${step(a)} for an attention step, ${step(b)} on ${gpu.started.device}` };
  }
  if (native) return { name: "tensorflow", reason: `the native library; ${whyNot(trials, "webgpu")}` };
  if (gpu) return { name: "webgpu", reason: whyNot(trials, "tensorflow") };
  if (find("wasm")) return { name: "wasm", reason: whyNot(trials, "tensorflow") };
  return { name: "cpu", reason: `${whyNot(trials, "tensorflow")}; ${whyNot(trials, "wasm")}` };
}

function whyNot(trials: readonly Trial[], name: EngineName): string {
  const trial = trials.find((one) => one.name === name);
  if (trial && "problem" in trial) return `no ${name}: ${trial.problem}`;
  if (trial && trial.started.kind === "software gpu") return `no ${name}: ${trial.started.device} is only software`;
  return `no ${name}`;
}
