import { execFileSync } from "node:child_process";
import { type Machine } from "./wheel";

/** This machine, as far as the choice of a native library depends on it. */
export function thisMachine(): Machine {
  const report = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  return {
    platform: process.platform,
    arch: process.arch,
    glibc: typeof report.header?.glibcVersionRuntime === "string",
    nvidia: hasNvidia(),
  };
}

function hasNvidia(): boolean {
  try {
    const list = execFileSync("nvidia-smi", ["-L"],
      { encoding: "utf8", timeout: 10_000, stdio: ["ignore", "pipe", "ignore"] });
    return /^GPU \d/m.test(list);
  } catch {
    return false;
  }
}
