// The first step of every command, `node course/bootstrap.mjs <command> …`. It runs before anything is installed, so it
// uses Node's built-in modules and old syntax only: even a Node that is too old must be able to read it and say so.
import { spawn, spawnSync } from "child_process";
import { createHash } from "crypto";
import fs from "fs";
import { createRequire } from "module";
import path from "path";
import { fileURLToPath, pathToFileURL } from "url";
import { withLock } from "./lock.mjs";

const OLDEST_NODE = [20, 19];
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const cache = path.join(root, ".cache");
const lock = path.join(cache, "set-up.lock");

/** A message for people, or null where this Node will do. */
export function nodeProblem(version) {
  const [major, minor] = version.replace(/^v/, "").split(".").map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return null;
  return `This is Node ${version}, and the course needs ${OLDEST_NODE.join(".")} or newer.\n` +
    "Install a current one from https://nodejs.org (or `nvm install 22`), open a new terminal and try again.";
}

/** Turns npm's output into one sentence that says what to do. */
export function explainNpmFailure(output) {
  if (/ENOSPC|no space left/i.test(output)) {
    return "The disk is full. The course needs about 3 GB: free some space and run the same command again.";
  }
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ERR_SOCKET_TIMEOUT|network/i.test(output)) {
    return "npm could not reach its package registry. Check the network (and proxy) and run the same command again;\n" +
      "it goes on where it stopped.";
  }
  if (/EACCES|EPERM/i.test(output)) {
    return `npm may not write in ${root}. Make the folder yours (or move it to your home) and try again.`;
  }
  return "npm failed; its own words are above. Run the same command again once that is mended.";
}

/** Whether what npm says is installed is what the lock file asks for. */
export function sameLock(wanted, installed) {
  return Object.entries(wanted.packages).every(([name, entry]) => {
    const found = installed.packages[name];
    if (name === "" || (!found && (entry.optional || entry.devOptional || entry.peer))) return true;
    if (!found) return entry.extraneous === true || !name.includes("node_modules/");
    return found.version === entry.version;
  });
}

function readJson(file) {
  try {
    return JSON.parse(fs.readFileSync(file, "utf8"));
  } catch {
    return null;
  }
}

function writeStamp(file, text) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(`${file}.part`, text);
  fs.renameSync(`${file}.part`, file);
}

function readStamp(file) {
  return fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "";
}

/** The words that make npm take its packages from an offline bundle, where one for this machine came with the course. */
export function bundledPackages(folder) {
  const bundle = readJson(path.join(folder, ".offline", "offline.json"));
  if (!bundle || bundle.platform !== process.platform || bundle.arch !== process.arch) return [];
  return ["--offline", "--cache", path.join(folder, ".offline", "npm"), "--registry", bundle.registry];
}

class Problem extends Error {}

function ensurePackages() {
  const lockFile = path.join(root, "package-lock.json");
  const stamp = path.join(root, "node_modules", ".byhand-packages");
  const hash = createHash("sha256").update(fs.readFileSync(lockFile)).update(process.platform + process.arch)
    .digest("hex");
  if (readStamp(stamp) === hash) return undefined;
  return withLock(lock, async () => {
    if (readStamp(stamp) === hash) return;
    const halfDone = path.join(cache, "npm-unfinished");
    const installed = readJson(path.join(root, "node_modules", ".package-lock.json"));
    if (!installed || fs.existsSync(halfDone) || !sameLock(readJson(lockFile), installed)) {
      // After an interruption a package may lie there in half: only `npm ci`, which starts from nothing, mends that.
      const clean = !installed || fs.existsSync(halfDone);
      console.log(`Installing the packages (npm ${clean ? "ci" : "install"}; a minute the first time) …`);
      writeStamp(halfDone, "");
      await runNpm([...(clean ? ["ci"] : ["install", "--no-save"]), ...bundledPackages(root)]);
      fs.rmSync(halfDone, { force: true });
    }
    writeStamp(stamp, hash);
  });
}

function runNpm(args) {
  // `npm start` tells which npm it is; started by hand, take the one on the PATH.
  const own = process.env.npm_execpath;
  const useOwn = own && path.basename(own) === "npm-cli.js" && fs.existsSync(own);
  const windows = process.platform === "win32";
  const child = useOwn
    ? spawn(process.execPath, [own, ...args], { cwd: root, stdio: ["ignore", "pipe", "pipe"] })
    : spawn(windows ? "npm.cmd" : "npm", args, { cwd: root, stdio: ["ignore", "pipe", "pipe"], shell: windows });
  return new Promise((resolve, reject) => {
    let output = "";
    const keep = (data) => { output += data; };
    // Asked kindly, npm first takes back what it did, for up to a minute; left alone, it would collide with the next try.
    let interrupted = false;
    const stop = () => { interrupted = child.kill("SIGKILL"); };
    process.once("SIGINT", stop);
    process.once("SIGTERM", stop);
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", () => reject(new Problem("npm was not found. It comes with Node: install Node again from " +
      "https://nodejs.org.")));
    child.on("close", (code) => {
      process.removeListener("SIGINT", stop);
      process.removeListener("SIGTERM", stop);
      if (code === 0) return resolve();
      if (interrupted) return reject(new Problem("Interrupted. The same command goes on from here."));
      console.error(output.trim());
      return reject(new Problem(explainNpmFailure(output)));
    });
  });
}

function sourceFiles(folder) {
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const full = path.join(folder, entry.name);
    if (entry.isDirectory()) return ["dist", "node_modules"].includes(entry.name) ? [] : sourceFiles(full);
    return /\.ts$|^tsconfig.*\.json$/.test(entry.name) ? [full] : [];
  });
}

function sourcesState() {
  const files = [...sourceFiles(path.join(root, "lib")), ...sourceFiles(path.join(root, "course")),
    path.join(root, "tsconfig.json"), path.join(root, "tsconfig.base.json")];
  const hash = createHash("sha256");
  for (const file of files) {
    const { mtimeMs, size } = fs.statSync(file);
    hash.update(`${path.relative(root, file)}:${mtimeMs}:${size}\n`);
  }
  return hash.digest("hex");
}

/** Compiles lib and course where a source changed since the last time; says whether the types are right. */
function build() {
  const stamp = path.join(root, "course", "dist", ".built");
  const isBuilt = () => readStamp(stamp) === sourcesState() &&
    fs.existsSync(path.join(root, "lib", "dist", "index.js"));
  if (isBuilt()) return true;
  return withLock(lock, () => {
    if (isBuilt()) return true;
    const state = sourcesState();
    // The course's own compiler: the one in node_modules/.bin may be that of another package.
    const compiler = createRequire(path.join(root, "course", "package.json")).resolve("typescript/bin/tsc");
    const { status } = spawnSync(process.execPath, [compiler, "-b"], { cwd: root, stdio: "inherit" });
    if (status === 0) writeStamp(stamp, state);
    return status === 0;
  });
}

/** An update that was stopped in the middle has left new files beside old ones. */
async function finishInterruptedUpdate() {
  if (!fs.existsSync(path.join(root, ".update", "journal.json"))) return;
  const { finishUpdate } = await import("./finishUpdate.mjs");
  const update = await withLock(lock, () => finishUpdate(root));
  if (!update) return; // another command was faster
  console.log(`Finished the update of the course to version ${update.version}, which had been interrupted.`);
  for (const note of update.notes) console.log(`  ${note}`);
}

async function main() {
  const problem = nodeProblem(process.version);
  if (problem) throw new Problem(problem);
  await finishInterruptedUpdate();
  await ensurePackages();
  const typesAreRight = await build();
  const cli = path.join(root, "course", "dist", "cli.js");
  if (!fs.existsSync(cli)) throw new Problem("The library could not be built; the compiler's words are above.");
  if (!typesAreRight) {
    console.error("The library has the type errors above; going on, but this command will count as failed.");
    process.on("exit", () => { process.exitCode = process.exitCode || 1; });
  }
  process.setSourceMapsEnabled(true);
  process.argv[1] = cli;
  await import(pathToFileURL(cli).href);
}

if (process.argv[1] && fs.realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  main().catch((error) => {
    const full = error && error.code === "ENOSPC";
    console.error(full ? explainNpmFailure("ENOSPC") : error instanceof Problem ? error.message : error);
    process.exitCode = 1;
  });
}
