import { atomicWrite } from "byhand";
import { mkdir } from "node:fs/promises";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import { root } from "./setup/paths";

export interface Measurement {
  /** the command that measures it again */
  repeat: string;
  /** what the README's table says of it */
  rows: { what: string; measured: string }[];
  [figure: string]: unknown;
}

/**
 * Writes what was measured, with date and machine, to bench/results/NAME.json; the README's table is made from there by
 * `npm run bench -- readme`.
 */
export async function recordMeasurement(name: string, measurement: Measurement): Promise<void> {
  const folder = join(root, "bench", "results");
  await mkdir(folder, { recursive: true });
  const machine = {
    processor: cpus()[0]?.model,
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
  };
  const content = { date: new Date().toISOString().slice(0, 10), machine, ...measurement };
  await atomicWrite(join(folder, `${name}.json`), `${JSON.stringify(content, null, 2)}\n`);
}
