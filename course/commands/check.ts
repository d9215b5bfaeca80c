import { releaseEngine, useEngine } from "byhand";
import { type Command, InvalidArgumentError } from "commander";
import { watch } from "node:fs";
import { exercisesFolder } from "../exercises/folder";
import { judgeFile } from "../exercises/judge";
import { findLesson, lessonNames, loadLesson } from "../exercises/lessons";
import { verdictText } from "../exercises/show";

export function register(program: Command): void {
  program
    .command("check")
    .argument("[lessons...]", "numbers or names of lessons, such as 5; all of them without any", lesson)
    .option("--watch", "check again whenever a file is saved, until Ctrl+C")
    .description("check the exercises that you have written in exercises/")
    .action(async (lessons: string[], { watch: again }: { watch?: boolean }) => {
      const names = lessons.length > 0 ? lessons : lessonNames();
      await useEngine("cpu"); // exercises are small: the engine that starts at once
      const passed = await checkAll(names);
      if (again) watchAndCheck(names);
      else {
        await releaseEngine();
        process.exitCode = passed ? 0 : 1;
      }
    });
}

function lesson(start: string, before: string[] = []): string[] {
  try {
    return [...before, findLesson(start)];
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
  }
}

async function checkAll(names: string[]): Promise<boolean> {
  let passed = true;
  for (const name of names) {
    const exercises = loadLesson(name);
    console.log(`\n${name}`);
    for (const exercise of exercises.exercises) {
      const { verdict, fileProblem } = await judgeFile(exercise, exercises);
      passed &&= verdict.status === "passed";
      console.log(fileProblem ? `✗ nothing in it could be checked: ${fileProblem}` : verdictText(verdict));
      if (fileProblem) break; // said once for all its exercises
    }
  }
  return passed;
}

/** Checks again after each save; editors save in several steps, so it waits until they are quiet. */
function watchAndCheck(names: string[]): void {
  console.log("\nWaiting for you to save a file in exercises/ (Ctrl+C ends it) …");
  let timer: NodeJS.Timeout | undefined;
  watch(exercisesFolder(), () => {
    clearTimeout(timer);
    timer = setTimeout(() => void checkAll(names), 150);
  });
}
