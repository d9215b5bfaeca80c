import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { SetupError } from "../setup/problem";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge"];
const PLACES = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
  "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe",
];

/**
 * The program of a Chromium or a relative: the one that the variable CHROME names, or one found on this machine.
 *
 * @throws {SetupError} where there is none, with what to install
 */
export function findChromium(environment: NodeJS.ProcessEnv = process.env, { places = PLACES } = {}): string {
  const named = environment.CHROME;
  if (named) {
    if (existsSync(named)) return named;
    throw new SetupError(`CHROME is "${named}", and there is no such file. Let it name the program of a Chromium or Chrome.`);
  }
  const folders = (environment.PATH ?? "").split(delimiter).filter(Boolean);
  const found = [...NAMES.flatMap((name) => folders.map((folder) => join(folder, name))), ...places].find(existsSync);
  if (found) return found;
  throw new SetupError("Looking at lessons needs a Chromium or Chrome, and none was found. Debian and Ubuntu: `sudo apt " +
    "install chromium`; macOS: `brew install --cask chromium`; or let the variable CHROME name its program.");
}
