import { spawn } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const course = join(import.meta.dirname, "../../course");
const { explainNpmFailure, nodeProblem, sameLock } = await import(join(course, "bootstrap.mjs")) as {
  explainNpmFailure(output: string): string;
  nodeProblem(version: string): string | null;
  sameLock(wanted: Lock, installed: Lock): boolean;
};
const { withLock } = await import(join(course, "lock.mjs")) as typeof import("../../course/lock.mjs");
interface Lock { packages: Record<string, { version?: string; optional?: boolean; link?: boolean }> }

describe("Node", () => {
  it.each(["v20.19.0", "v22.0.0", "v24.9.0", "v26.1.0"])("%s will do", (version) => {
    expect(nodeProblem(version)).toBeNull();
  });
  it.each(["v20.18.3", "v18.20.0", "v12.22.12"])("%s is refused, with where to get a newer one", (version) => {
    expect(nodeProblem(version)).toMatch(new RegExp(`This is Node ${version}, and the course needs 20\\.19 or newer`));
    expect(nodeProblem(version)).toMatch(/https:\/\/nodejs\.org/);
  });
});

describe("npm's failures", () => {
  it.each([
    ["npm error code ENOSPC", /^The disk is full/],
    ["npm error code ENOTFOUND\nnpm error network request failed", /^npm could not reach its package registry/],
    ["npm error code EACCES", /may not write/],
    ["npm error something else", /its own words are above/],
  ])("%j is explained", (output, meaning) => expect(explainNpmFailure(output)).toMatch(meaning));
});

describe("What is installed", () => {
  const wanted = { packages: { "": {}, "node_modules/a": { version: "1.0.0" },
    "node_modules/b": { version: "2.0.0", optional: true }, "node_modules/lib": { link: true }, lib: {} } };

  it("is right without the packages that are optional here", () => {
    expect(sameLock(wanted, { packages: { "node_modules/a": { version: "1.0.0" }, "node_modules/lib": {} } })).toBe(true);
  });

  it("is not right with another version or without a package", () => {
    expect(sameLock(wanted, { packages: { "node_modules/a": { version: "1.0.1" }, "node_modules/lib": {} } })).toBe(false);
    expect(sameLock(wanted, { packages: { "node_modules/lib": {} } })).toBe(false);
  });
});

describe("One set-up at a time", () => {
  let folder = "";
  beforeEach(() => { folder = mkdtempSync(join(tmpdir(), "byhand-")); });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("lets the second wait, says so once, and lets it in after the first, even one that failed", async () => {
    const [file, order, said] = [join(folder, "sub", "lock"), [] as string[], [] as string[]];
    const first = withLock(file, async () => {
      order.push("first begins");
      await new Promise((resolve) => setTimeout(resolve, 1200));
      order.push("first ends");
      throw new Error("on purpose");
    });
    const second = withLock(file, () => order.push("second"), (line) => said.push(line));
    await expect(first).rejects.toThrow("on purpose");
    await second;
    expect(order).toEqual(["first begins", "first ends", "second"]);
    expect(said).toEqual(["Another command is setting up the course; waiting for it …"]);
    expect(existsSync(file)).toBe(false);
  });

  it("does not wait for a process that died", async () => {
    const file = join(folder, "lock");
    const child = spawn(process.execPath, ["-e", ""]);
    await new Promise((resolve) => child.once("close", resolve));
    writeFileSync(file, String(child.pid));
    expect(await withLock(file, () => "in", (line) => expect.unreachable(line))).toBe("in");
  });
});

describe("The bootstrap, in a folder with an npm and a compiler made up for the test", () => {
  let folder = "";
  const write = (file: string, text: string): void => {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  };
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), "byhand-")));
    for (const file of ["bootstrap.mjs", "lock.mjs"]) {
      mkdirSync(join(folder, "course"), { recursive: true });
      copyFileSync(join(course, file), join(folder, "course", file));
    }
    for (const file of ["tsconfig.json", "tsconfig.base.json", "course/package.json"]) write(file, "{}");
    write("package-lock.json", JSON.stringify({ packages: { "node_modules/a": { version: "1.0.0" } } }));
    write("lib/a.ts", "");
    write("npm/npm-cli.js", `
      const fs = require("fs");
      fs.appendFileSync("calls", "npm " + process.argv.slice(2).join(" ") + "\\n");
      const mode = fs.existsSync("mode") ? fs.readFileSync("mode", "utf8") : "";
      fs.mkdirSync("node_modules", { recursive: true });
      if (mode === "offline") { console.error("npm error code ENOTFOUND"); process.exit(1); }
      if (mode === "hang") { console.log("hanging"); setInterval(() => {}, 1000); }
      else fs.copyFileSync("package-lock.json", "node_modules/.package-lock.json");`);
    write("course/node_modules/typescript/package.json", "{}");
    write("course/node_modules/typescript/bin/tsc.js", `
      const fs = require("fs");
      fs.appendFileSync("calls", "tsc\\n");
      for (const part of ["lib", "course"]) fs.mkdirSync(part + "/dist", { recursive: true });
      fs.writeFileSync("lib/dist/index.js", "");
      fs.writeFileSync("course/dist/cli.js", 'console.log("cli ran " + process.argv.slice(2).join(" "))');`);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const calls = (): string[] => {
    const all = existsSync(join(folder, "calls")) ? readFileSync(join(folder, "calls"), "utf8").trim().split("\n") : [];
    rmSync(join(folder, "calls"), { force: true });
    return all;
  };
  const start = (interruptWhen?: () => boolean): Promise<{ code: number | null; output: string }> => {
    const child = spawn(process.execPath, [join(folder, "course/bootstrap.mjs"), "start", "--prepare"],
      { cwd: folder, env: { ...process.env, npm_execpath: join(folder, "npm/npm-cli.js") } });
    let output = "";
    child.stdout.on("data", (data) => { output += data; });
    child.stderr.on("data", (data) => { output += data; });
    const timer = setInterval(() => {
      if (!interruptWhen?.()) return;
      clearInterval(timer);
      child.kill("SIGINT");
    }, 50);
    return new Promise((resolve) => child.once("close", (code) => {
      clearInterval(timer);
      resolve({ code, output });
    }));
  };

  it("installs and builds once, passes the command on, and does nothing twice", async () => {
    const first = await start();
    expect(first.output).toMatch(/cli ran start --prepare/);
    expect(first.code).toBe(0);
    expect(calls()).toEqual(["npm ci", "tsc"]);
    expect((await start()).output).toMatch(/^cli ran/);
    expect(calls()).toEqual([]);
  });

  it("builds again after a change, and installs what a changed lock file adds", async () => {
    await start();
    calls();
    write("lib/b.ts", "");
    await start();
    expect(calls()).toEqual(["tsc"]);
    write("package-lock.json", JSON.stringify({ packages: { "node_modules/a": { version: "1.0.1" } } }));
    await start();
    expect(calls()).toEqual(["npm install --no-save"]);
  });

  it("says what to do without a network, and starts from nothing the next time", async () => {
    write("mode", "offline");
    const { code, output } = await start();
    expect(code).toBe(1);
    expect(output).toMatch(/npm could not reach its package registry\. Check the network/);
    rmSync(join(folder, "mode"));
    expect((await start()).code).toBe(0);
    expect(calls()).toEqual(["npm ci", "npm ci", "tsc"]);
  });

  it.skipIf(process.platform === "win32")("goes on after an interruption in the middle (not on Windows)", async () => {
    write("mode", "hang");
    const { code, output } = await start(() => existsSync(join(folder, "calls")));
    expect(code).not.toBe(0);
    expect(output).toMatch(/Interrupted\. The same command goes on from here/);
    rmSync(join(folder, "mode"));
    expect((await start()).code).toBe(0);
    expect(calls()).toEqual(["npm ci", "npm ci", "tsc"]);
  });
});
