import type { Command } from "commander";
import { chromium } from "playwright-core";
import { findChromium } from "../notebooks/chromium";
import { startLab } from "../notebooks/lab";
import { findLessons } from "../notebooks/lessons";
import { lookAt } from "../notebooks/look";
import { syncPairs } from "../notebooks/pair";
import { setUp } from "../setup/setUp";

export function register(program: Command): void {
  program.command("look")
    .description("Runs lessons in the real JupyterLab with a headless Chromium; leaves screenshots in .cache/look.")
    .argument("[lessons...]", "by number or name; all of them by default")
    .option("--short", "in the shortened form, without pressing Stop")
    .option("--stop-after <seconds>", "how long training runs before Stop is pressed", "8")
    .action(look);
}

async function look(words: string[], { short = false, stopAfter = "8" }): Promise<void> {
  const lessons = findLessons(words);
  const executablePath = findChromium();
  await setUp();
  await syncPairs(lessons);
  const lab = await startLab(short ? { BYHAND_SHORT: "1" } : {});
  const browser = await chromium.launch({ executablePath, headless: true, chromiumSandbox: process.getuid?.() !== 0,
    args: ["--disable-background-networking", "--disable-component-update", "--no-first-run"] });
  try {
    for (const lesson of lessons) {
      const started = Date.now();
      const context = await browser.newContext({ viewport: { width: 1280, height: 1000 } });
      const { problems, notes, folder, screenshots } = await lookAt(lesson,
        { address: lab.address, context, stopAfter: short ? null : Number(stopAfter) });
      await context.close();
      const seconds = ((Date.now() - started) / 1000).toFixed(0);
      const mark = problems.length === 0 ? "✓" : "✗";
      console.log(`${mark} ${lesson.name}: ${seconds} s, ${screenshots} screenshots in ${folder}`);
      for (const line of [...notes, ...problems.map((problem) => `✗ ${problem}`)]) console.log(`    ${line}`);
      if (problems.length > 0) process.exitCode = 1;
    }
  } finally {
    await browser.close();
    await lab.close();
  }
}
