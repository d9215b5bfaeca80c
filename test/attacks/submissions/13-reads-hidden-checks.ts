import type { Attack } from "../attack";
import { getRequire } from "../scene";

/** Ways to a file's text, past the module that everyone knows. */
const ways = [
  "fs.readFileSync(file, 'utf8')", "fs.readFileSync(Buffer.from(file), 'utf8')",
  "node('module').createRequire('/x')(file)",
  "fs.readFileSync(process.argv[1] + '/../../../..' + file, 'utf8')", "(process.loadEnvFile(file), process.env)",
  "(process as any).binding('fs').internalModuleReadJSON(file)", "fs.readdirSync(file + '/..').join()",
  "new (node('wasi').WASI)({ version: 'preview1', preopens: { '/': file + '/..' } })",
  "fs.symlinkSync(file, '/tmp/way-in')", "fs.linkSync(file, '/tmp/way-in')"];

export const attack: Attack = {
  title: "reads the hidden checks and the solutions from the disk",
  reachesOut: true,
  handIn: ({ double, teacher }) => double(`${getRequire}const fs = node("fs");
const file: string = ${JSON.stringify(`${teacher}/00-tiny.hidden.ts`)};
const told: string[] = [];
for (const way of [${ways.map((way) => `() => ${way}`).join(", ")}]) {
  try {
    told.push("read " + String(way()));
  } catch (error) {
    told.push("refused");
  }
}
export function double() { throw new Error("told: " + told.join(" ")); }`),
  outcome: {
    earned: { double: 0 },
    reasons: { double: ["threw", new RegExp(`told: refused${" refused".repeat(ways.length - 1)}$`)] },
  },
};
