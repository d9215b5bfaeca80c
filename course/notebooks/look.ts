import { mkdirSync, rmSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { BrowserContext, Page } from "playwright-core";
import { cacheFolder, root } from "../setup/paths";
import type { Lesson } from "./lessons";
import { choose, codeCells, drawnFigures, ready, seen, shutDown } from "./page";

export interface LookReport {
  problems: string[];
  notes: string[];
  folder: string;
  screenshots: number;
}
export interface LookOptions {
  address: string;
  context: BrowserContext;
  /** Seconds of training before Stop is pressed; null leaves it out. */
  stopAfter: number | null;
  /** Seconds that the kernel may take from one cell's end to the next one's. */
  cellTimeout?: number;
}

/** The tag of the cell whose work is stopped half-way, and seconds within which it must have ended then. */
const STOP_HERE = "stop-here";
const STOP_WITHIN = 20;

/** Opens a lesson in JupyterLab, runs it as a person would, and looks at every part of it. */
export async function lookAt(
  { name, notebook }: Lesson, { address, context, stopAfter, cellTimeout = 600 }: LookOptions,
): Promise<LookReport> {
  const folder = join(cacheFolder, "look", name.slice(0, 2));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const report: LookReport = { problems: [], notes: [], folder: relative(root, folder), screenshots: 0 };
  const page = await context.newPage();
  watch(page, address, report);
  const shoot = async (what: string): Promise<void> => {
    const number = String(++report.screenshots).padStart(2, "0");
    await page.screenshot({ path: join(folder, `${number}-${what}.png`) });
  };
  try {
    await page.goto(`${address}/lab/tree/${relative(root, notebook).split(sep).join("/")}?reset`);
    await page.waitForFunction(ready, undefined, { timeout: 90_000 });
    await shoot("opened");
    await fromMenu(page, "Run All Cells");
    const cells = await page.evaluate(codeCells);
    const stopAt = stopAfter === null ? -1 : cells.findIndex(({ tags }) => tags.includes(STOP_HERE));
    if (stopAt >= 0) {
      await stopAndGoOn(page, { report, stopAt, of: cells.length, stopAfter: stopAfter!, cellTimeout, shoot });
    } else {
      await untilReplies(page, cells.length, cellTimeout);
    }
    await checkFigures(page, report);
    await scrollThrough(page, shoot);
    await page.evaluate(shutDown);
  } catch (error) {
    report.problems.push(error instanceof Error ? error.message : String(error));
    await shoot("at-the-problem");
  } finally {
    await page.close();
  }
  return report;
}

/** Notes what a page must not do: errors, and requests to anywhere but our server. */
function watch(page: Page, address: string, { problems }: LookReport): void {
  const outside = (url: string): boolean => !/^(data|blob|about):/.test(url) &&
    new URL(url).host !== new URL(address).host;
  page.on("console", (message) => {
    if (message.type() === "error") problems.push(`console: ${message.text()} (${message.location().url})`);
  });
  page.on("pageerror", (error) => problems.push(`error in the page: ${error.message}`));
  page.on("request", (request) => { if (outside(request.url())) problems.push(`request to the outside: ${request.url()}`); });
  page.on("websocket", (socket) => { if (outside(socket.url())) problems.push(`socket to the outside: ${socket.url()}`); });
}

async function fromMenu(page: Page, item: string): Promise<void> {
  await page.locator(".lm-MenuBar-item", { hasText: /^Run$/ }).click();
  await page.locator(".lm-Menu-item", { hasText: new RegExp(`^${item}`) }).first().click();
}

/** Waits for the kernel's answers to `count` cells. @throws {Error} on an answer that is not "ok", and where none comes. */
async function untilReplies(page: Page, count: number, cellTimeout: number): Promise<void> {
  let [known, since] = [-1, Date.now()];
  for (;;) {
    const { replies } = await page.evaluate(seen);
    const failed = replies.findIndex((status) => status !== "ok");
    if (failed >= 0) {
      const cells = await page.evaluate(codeCells);
      const cell = cells[failed % cells.length]!;
      throw new Error(`cell ${cell.index + 1} (${cell.firstLine}) answered "${replies[failed]}": ` +
        cell.text.trim().slice(-1500));
    }
    if (replies.length >= count) return;
    if (replies.length > known) [known, since] = [replies.length, Date.now()];
    if (Date.now() - since > 1000 * cellTimeout) {
      throw new Error(`no answer to code cell ${replies.length + 1} in ${cellTimeout} s`);
    }
    await wait(200);
  }
}

interface StopOptions {
  report: LookReport;
  stopAt: number;
  of: number;
  stopAfter: number;
  cellTimeout: number;
  shoot: (what: string) => Promise<void>;
}

/** Presses Stop while the tagged cell works; the rest must run then, and so must that cell and the rest once more. */
async function stopAndGoOn(page: Page, { report, stopAt, of, stopAfter, cellTimeout, shoot }: StopOptions): Promise<void> {
  await untilReplies(page, stopAt, cellTimeout);
  const index = (await page.evaluate(codeCells))[stopAt]!.index;
  await page.evaluate(choose, index);
  await wait(1000 * stopAfter);
  await shoot("before-stop");
  const before = await page.evaluate(seen);
  if (before.replies.length > stopAt) throw new Error(`the cell tagged ${STOP_HERE} was done before Stop could be pressed`);
  const pressed = Date.now();
  await page.locator(".jp-NotebookPanel-toolbar [data-command=\"notebook:interrupt-kernel\"]").first().click();
  await untilReplies(page, stopAt + 1, cellTimeout);
  const seconds = (Date.now() - pressed) / 1000;
  report.notes.push(`Stop took ${seconds.toFixed(1)} s: ${await textOf(page, stopAt)}`);
  if (seconds > STOP_WITHIN) report.problems.push(`Stop took ${seconds.toFixed(0)} s, more than ${STOP_WITHIN}`);
  await shoot("stopped");
  await untilReplies(page, of, cellTimeout);
  report.notes.push("the cells below ran on what was there");
  await page.evaluate(choose, index);
  await fromMenu(page, "Run Selected Cell and All Below");
  await untilReplies(page, of + 1, cellTimeout);
  report.notes.push(`run again: ${await textOf(page, stopAt)}`);
  await untilReplies(page, of + of - stopAt, cellTimeout);
  const after = await page.evaluate(seen);
  if (after.kernelId !== before.kernelId) report.problems.push("the kernel was not the same after Stop: its state is lost");
}

async function textOf(page: Page, codeCell: number): Promise<string> {
  return (await page.evaluate(codeCells))[codeCell]!.text.trim().split("\n").at(-1) ?? "";
}

/** Brings every cell with figures into view and waits until they are drawn. */
async function checkFigures(page: Page, { problems, notes }: LookReport): Promise<void> {
  let [all, drawnOnes] = [0, 0];
  for (const { index, firstLine, figures } of await page.evaluate(codeCells)) {
    if (figures === 0) continue;
    all += figures;
    await page.evaluate(choose, index);
    const drawn = async (): Promise<number> => page.evaluate(drawnFigures, index);
    for (let tries = 0; tries < 50 && await drawn() < figures; tries++) await wait(200);
    const found = await drawn();
    drawnOnes += found;
    if (found < figures) problems.push(`cell ${index + 1} (${firstLine}): ${found} of ${figures} figures drawn`);
  }
  notes.push(`${drawnOnes} of ${all} figures drawn`);
}

/** Pictures of the whole notebook, one window after the other. */
async function scrollThrough(page: Page, shoot: (what: string) => Promise<void>): Promise<void> {
  await page.evaluate(choose, 0);
  const notebook = page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-WindowedPanel-outer");
  await notebook.evaluate((element) => { element.scrollTop = 0; });
  for (let part = 0; part < 80; part++) {
    await wait(700);
    await shoot("part");
    const moved = await notebook.evaluate((element) => {
      const from = element.scrollTop;
      element.scrollTop = from + element.clientHeight - 60;
      return element.scrollTop - from;
    });
    if (moved < 1) return;
  }
}
