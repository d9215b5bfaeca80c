import type { Command } from "commander";
import { lessonArgument } from "../exercises/arguments";
import { progress } from "../exercises/learnerTools";
import { onCpu } from "../exercises/onCpu";

export function register(program: Command): void {
  program
    .command("progress")
    .argument("[lesson]", "number or name of a lesson, such as 5; all of them without it", lessonArgument)
    .description("your points in each lesson, and what is next")
    .action((lesson: string | undefined) => onCpu(() => progress(lesson)));
}
