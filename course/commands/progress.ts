import { releaseEngine, useEngine } from "byhand";
import type { Command } from "commander";
import { progress } from "../exercises/learnerTools";
import { lessonArgument } from "../exercises/arguments";

export function register(program: Command): void {
  program
    .command("progress")
    .argument("[lesson]", "number or name of a lesson, such as 5; all of them without it", lessonArgument)
    .description("your points in each lesson, and what is next")
    .action(async (lesson: string | undefined) => {
      await useEngine("cpu"); // exercises are small: the engine that starts at once
      await progress(lesson);
      await releaseEngine();
    });
}
