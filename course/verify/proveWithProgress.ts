import { Listr } from "listr2";
import { setImmediate } from "node:timers/promises";
import type { Course } from "../edition/course";
import { type Finding, verifyLesson, verifyWhole } from "./verifyCourse";

/** Proves lesson after lesson; at a terminal it shows which exercise it is at. */
export async function proveWithProgress(course: Course): Promise<Finding[]> {
  const findings: Finding[] = [];
  const lessons = course.lessons.map((lesson) => ({
    title: lesson.lesson,
    task: async (_: unknown, task: { output: string }) => {
      const onExercise = async (name: string): Promise<void> => {
        task.output = name;
        await setImmediate(); // so that it is drawn
      };
      findings.push(...await verifyLesson(lesson, { onExercise }));
    },
  }));
  const whole = {
    title: "what learners get",
    task: async () => { findings.push(...await verifyWhole(course)); },
  };
  const renderer = process.stderr.isTTY ? "default" : "silent";
  await new Listr([...lessons, whole], { renderer, rendererOptions: { clearOutput: true } } as object).run();
  return findings;
}
