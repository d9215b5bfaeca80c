import { releaseEngine, useEngine } from "byhand";
import type { Command } from "commander";
import { compare } from "../exercises/learnerTools";
import { exerciseArgument } from "../exercises/arguments";

export function register(program: Command): void {
  program
    .command("compare")
    .argument("<exercise>", "name of an exercise that you have passed, such as causalMask", exerciseArgument)
    .description("your function beside the reference, once it passes all its checks")
    .action(async (exercise: string) => {
      await useEngine("cpu");
      await compare(exercise);
      await releaseEngine();
    });
}
