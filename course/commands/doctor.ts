import { type Command } from "commander";
import { recordMeasurement } from "../measurement";
import { examine, type Report } from "../setup/examine";

export function register(program: Command): void {
  program.command("doctor")
    .description("Says what is there, how fast every engine is here, and what will be used and why.")
    .option("--json", "print the same as JSON")
    .option("--record", "keep the engines' speeds for the README's table")
    .action(async ({ json = false, record = false }: { json?: boolean; record?: boolean }) => {
      const report = await examine();
      if (record) await recordEngines(report);
      console.log(json ? JSON.stringify(report, null, 2) : describe(report));
      if (report.problems.length > 0) process.exitCode = 1;
    });
}

async function recordEngines({ engines, use }: Report): Promise<void> {
  const rows = engines.flatMap((engine) => "problem" in engine ? [] : [{
    what: `engine ${engine.name}, matrix product`,
    measured: `${engine.gigaflops.toFixed(engine.gigaflops < 10 ? 1 : 0)} GFLOP/s`,
  }]);
  await recordMeasurement("engines", { repeat: "npm run doctor", rows, engines, use });
}

function describe({ node, python, packages, kernel, engines, use, problems }: Report): string {
  const rows = engines.map((engine) => "problem" in engine
    ? `  ${engine.name.padEnd(12)}– ${engine.problem}`
    : `  ${engine.name.padEnd(12)}${`${engine.gigaflops.toPrecision(3)} GFLOP/s`.padStart(14)}` +
      `${`${engine.attentionMilliseconds.toPrecision(3)} ms`.padStart(10)} an attention step, on ${engine.device}`);
  return [
    `Node      ${node}`,
    `Python    ${python}`,
    `Packages  ${packages}`,
    `Kernel    ${kernel}`,
    "Engines",
    ...rows,
    `In use    ${use}`,
    ...problems.map((problem) => `To do     ${problem}`),
  ].join("\n");
}
