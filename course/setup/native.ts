import { rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { addonIsInPlace, keptFolder, removeAddon, restoreAddon, tfjsNode } from "./addon";
import { buildFromWheel } from "./buildAddon";
import { thisMachine } from "./machine";
import { type EngineSpeed, measureEngine } from "./measure";
import { downloadPrebuilt } from "./prebuilt";
import { SetupError } from "./problem";
import { readText, writeText } from "./stamp";
import { chooseWheel } from "./wheel";

const problemFile = join(keptFolder("problem"), "latest.json");
const DAY = 24 * 3600 * 1000;

/** What set-up knows about the native library: in place, refused for a reason, or still to be made. */
export type NativeState = { ready: string } | { problem: string } | { missing: true };

interface Candidate {
  name: string;
  cuda: boolean;
  make: (say: (line: string) => void) => Promise<void>;
}

/** The addons that would do on this machine, the best first. */
function candidates(): Candidate[] {
  const machine = thisMachine();
  const version = `tfjs-${tfjsNode.version}`;
  const fromWheel = (nvidia: boolean): Candidate[] => {
    const wheel = chooseWheel({ ...machine, nvidia });
    if (!wheel) return [];
    const name = `${version}-${wheel.name}`;
    return [{ name, cuda: wheel.cuda, make: (say) => buildFromWheel(wheel, name, say) }];
  };
  const name = `${version}-prebuilt-${machine.platform}-${machine.arch}`;
  const prebuilt: Candidate = { name, cuda: false, make: (say) => downloadPrebuilt(name, say) };
  // The prebuilt library knows no current CUDA: with an NVIDIA device it comes after the CUDA build of the wheel.
  return machine.nvidia ? [...fromWheel(true), prebuilt, ...fromWheel(false)] : [prebuilt, ...fromWheel(false)];
}

/** How things stand, without doing anything about it. A failure is remembered for a day, so that starts stay quick. */
export function nativeState(): NativeState {
  const all = candidates().map(({ name }) => name);
  const ready = all.find(addonIsInPlace);
  if (ready) return { ready };
  const { names, problem, at } = JSON.parse(readText(problemFile) || "{}") as
    { names?: string; problem?: string; at?: number };
  if (problem && names === all.join() && Date.now() - (at ?? 0) < DAY) return { problem };
  return { missing: true };
}

/**
 * Gives tfjs-node its native library: one kept from before, its own prebuilt one, or its sources compiled against the
 * library of a TensorFlow wheel. What results has run a matrix product in a process of its own before this returns.
 *
 * @throws {SetupError} Where none of it works: the course then runs on WebAssembly.
 */
export async function makeNative(say: (line: string) => void): Promise<EngineSpeed> {
  const all = candidates();
  const problems: string[] = [];
  for (const { name, cuda, make } of all) {
    try {
      if (!restoreAddon(name)) {
        await make(say);
        restoreAddon(name);
      }
      say("trying it");
      const speed = await measureEngine("tensorflow");
      if (cuda && /CPU core/.test(speed.device)) throw new SetupError("The CUDA build did not find the NVIDIA device.");
      rmSync(dirname(problemFile), { recursive: true, force: true });
      return speed;
    } catch (error) {
      removeAddon();
      if (!(error instanceof SetupError)) throw error;
      problems.push(error.message);
    }
  }
  const problem = problems.at(-1) ?? "There is no TensorFlow library for this kind of machine.";
  writeText(problemFile, JSON.stringify({ names: all.map(({ name }) => name).join(), problem, at: Date.now() }));
  throw new SetupError(problem);
}
