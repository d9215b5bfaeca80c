import { releaseEngine, useEngine } from "byhand";
import type { Command } from "commander";
import { watch } from "node:fs";
import { exerciseArgument, lessonArgument } from "../exercises/arguments";
import { exercisesFolder } from "../exercises/folder";
import { judgeFile } from "../exercises/judge";
import { findExercise, lessonNames, loadLesson, meansLesson } from "../exercises/lessons";
import { verdictText } from "../exercises/show";

export function register(program: Command): void {
  program
    .command("check")
    .argument("[what...]", "lessons such as 5, exercises such as causalMask; everything without any", asked)
    .option("--watch", "check again whenever a file is saved, until Ctrl+C")
    .description("check the exercises that you have written in exercises/")
    .action(async (what: Asked[], { watch: again }: { watch?: boolean }) => {
      const all = what.length > 0 ? what : lessonNames().map((lesson): Asked => ({ lesson }));
      await useEngine("cpu"); // exercises are small: the engine that starts at once
      const passed = await checkAll(all);
      if (again) watchAndCheck(all);
      else {
        await releaseEngine();
        process.exitCode = passed ? 0 : 1;
      }
    });
}

/** What is to be checked: the exercises of one lesson, or only one of them. */
interface Asked {
  lesson: string;
  only?: string;
}

function asked(word: string, before: Asked[] = []): Asked[] {
  if (meansLesson(word)) return [...before, { lesson: lessonArgument(word) }];
  const only = exerciseArgument(word);
  return [...before, { lesson: findExercise(only).lesson.lesson, only }];
}

async function checkAll(all: Asked[]): Promise<boolean> {
  let passed = true;
  for (const name of new Set(all.map(({ lesson }) => lesson))) {
    const lesson = loadLesson(name);
    const wanted = all.filter((each) => each.lesson === name);
    console.log(`\n${name}`);
    for (const exercise of lesson.exercises.filter((each) => wanted.some(({ only = each.name }) => only === each.name))) {
      const { verdict, fileProblem } = await judgeFile(exercise, lesson);
      passed &&= verdict.status === "passed";
      const { hiddenPoints } = exercise;
      console.log(fileProblem ? `✗ nothing in it could be checked: ${fileProblem}` : verdictText(verdict, { hiddenPoints }));
      if (fileProblem) break; // said once for all its exercises
    }
  }
  return passed;
}

/** Checks again after each save; editors save in several steps, so it waits until they are quiet. */
function watchAndCheck(all: Asked[]): void {
  console.log("\nWaiting for you to save a file in exercises/ (Ctrl+C ends it) …");
  let timer: NodeJS.Timeout | undefined;
  watch(exercisesFolder(), () => {
    clearTimeout(timer);
    timer = setTimeout(() => void checkAll(all), 150);
  });
}
