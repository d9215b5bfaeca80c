import type { Command } from "commander";
import { exerciseArgument, lessonArgument } from "../exercises/arguments";
import { reset } from "../exercises/learnerTools";
import { meansLesson } from "../exercises/lessons";

export function register(program: Command): void {
  program
    .command("reset")
    .argument("<what>", "an exercise such as causalMask, or the number of a lesson such as 5 for its whole file",
      (word: string) => (meansLesson(word) ? lessonArgument(word) : exerciseArgument(word)))
    .description("put back how an exercise was before you wrote it; your file as it was is kept")
    .action((what: string) => reset(what));
}
