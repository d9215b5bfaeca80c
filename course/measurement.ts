import { atomicWrite } from "byhand";
import { mkdir } from "node:fs/promises";
import { cpus, release, totalmem, type } from "node:os";
import { join } from "node:path";
import { root } from "./setup/paths";

/** A line of the README's table; where there is a goal also whether it is met, and the ratio to an opponent. */
export interface MeasuredRow {
  what: string;
  measured: string;
  ratio?: number;
  goal?: string;
  met?: boolean;
}

export interface Measurement {
  /** the command that measures it again */
  repeat: string;
  rows: MeasuredRow[];
  [figure: string]: unknown;
}

/**
 * Writes what was measured, with date and machine, to bench/results/NAME.json; the README's table is made from there by
 * `npm run bench -- readme`. `BYHAND_RESULTS` names another folder, for what was measured in haste.
 */
export async function recordMeasurement(name: string, measurement: Measurement): Promise<void> {
  const folder = process.env.BYHAND_RESULTS ?? join(root, "bench", "results");
  await mkdir(folder, { recursive: true });
  const machine = {
    processor: cpus()[0]?.model,
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    system: `${type()} ${release()}`,
  };
  const content = { date: new Date().toISOString().slice(0, 10), machine, ...measurement };
  await atomicWrite(join(folder, `${name}.json`), `${JSON.stringify(content, null, 2)}\n`);
}
