import { type Command, InvalidArgumentError } from "commander";
import { exerciseArgument, exercisesText } from "../exercises/arguments";
import { hint } from "../exercises/learner";
import { onCpu } from "../exercises/onCpu";

export function register(program: Command): void {
  program
    .command("hint")
    .argument("[exercise]", "name of an exercise, such as causalMask; without it you see which there are", exerciseArgument)
    .argument("[number]", "1: a nudge; 2: the way; 3: almost the code", number, 1)
    .description("a hint for an exercise; each one says how to get the next")
    .action(async (exercise: string | undefined, which: number) => {
      if (exercise === undefined) {
        console.log(`A hint for which exercise? Name it, as in \`npm run hint -- causalMask\`. ${exercisesText()}`);
        return;
      }
      await onCpu(() => hint(exercise, which));
    });
}

function number(word: string): number {
  if (/^[1-3]$/.test(word)) return Number(word);
  throw new InvalidArgumentError("expected 1, 2 or 3");
}
