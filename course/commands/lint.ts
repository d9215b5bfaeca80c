import { type Command } from "commander";

export function register(program: Command): void {
  program.command("lint").description("Checks style and types of everything that is not built.").action(() => {
    process.exitCode = 0;
  });
}
