// One set-up at a time in one folder: two commands started together would unpack into each other's files. Plain
// JavaScript on Node's built-in modules, since bootstrap.mjs needs it before anything is built.
import fs from "fs";
import path from "path";

const WAIT = 500;

/** Runs `work` when no other process holds the lock file; one left behind by a process that died does not count. */
export async function withLock(file, work, say = console.log) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  for (let waited = false; !take(file); waited = true) {
    if (!waited) say("Another command is setting up the course; waiting for it …");
    await new Promise((resolve) => setTimeout(resolve, WAIT));
  }
  try {
    return await work();
  } finally {
    fs.rmSync(file, { force: true });
  }
}

function take(file) {
  try {
    fs.writeFileSync(file, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
  }
  if (isAlive(file)) return false;
  fs.rmSync(file, { force: true });
  return take(file);
}

function isAlive(file) {
  try {
    const owner = Number(fs.readFileSync(file, "utf8"));
    // A file without a number belongs to a process that is just writing it, or that died while it did.
    if (!owner) return Date.now() - fs.statSync(file).mtimeMs < 10 * WAIT;
    process.kill(owner, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}
