import type { Command } from "commander";
import { exerciseArgument } from "../exercises/arguments";
import { compare } from "../exercises/learnerTools";
import { onCpu } from "../exercises/onCpu";

export function register(program: Command): void {
  program
    .command("compare")
    .argument("<exercise>", "name of an exercise that you have passed, such as causalMask", exerciseArgument)
    .description("your function beside the reference, once it passes all its checks")
    .action((exercise: string) => onCpu(() => compare(exercise)));
}
