import { Command } from "commander";
import { vi } from "vitest";
import { register } from "../../course/commands/grade";

/** `npm run grade` in this process: how it ends, and what it prints. */
export async function runGrade(...args: string[]): Promise<{ code: unknown; out: string; err: string }> {
  let out = "";
  let err = "";
  const before = process.exitCode;
  process.exitCode = undefined;
  const spies = [
    vi.spyOn(console, "log").mockImplementation((text: string) => { out += `${text}\n`; }),
    vi.spyOn(console, "error").mockImplementation((text: string) => { err += `${text}\n`; }),
    vi.spyOn(process.stdout, "write").mockImplementation((text) => { out += String(text); return true; }),
    vi.spyOn(process.stderr, "write").mockImplementation((text) => { err += String(text); return true; }),
    vi.spyOn(process, "exit").mockImplementation((code) => { throw new Error(`exit ${code}`); }),
  ];
  try {
    const program = new Command();
    register(program);
    await program.parseAsync(["node", "cli", "grade", ...args]);
    return { code: process.exitCode ?? 0, out, err };
  } catch (error) {
    return { code: (error as Error).message, out, err };
  } finally {
    process.exitCode = before;
    spies.forEach((spy) => spy.mockRestore());
  }
}
