import { buildSync } from "esbuild";
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { atomicWrite, atomicWriteAll } from "../../../lib/system/atomicWrite";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "byhand-atomic-"));
});
afterAll(() => rm(folder, { recursive: true }));

describe("atomicWrite", () => {
  it("writes text and bytes, over an old file too, and leaves nothing else behind", async () => {
    const here = join(folder, "plain");
    await mkdir(here);
    await atomicWrite(join(here, "a"), "old, and longer than the new");
    await atomicWrite(join(here, "a"), "grüße");
    await atomicWrite(join(here, "b"), Uint8Array.of(0, 255));
    expect(await readFile(join(here, "a"), "utf8")).toBe("grüße");
    expect([...(await readFile(join(here, "b")))]).toEqual([0, 255]);
    expect(await readdir(here)).toEqual(["a", "b"]);
  });

  it("writes pieces that are made one after the other, and nothing where one of them fails", async () => {
    const here = join(folder, "pieces");
    await mkdir(here);
    async function* pieces(last: number): AsyncGenerator<Uint8Array> {
      for (let i = 0; i < last; i++) yield Uint8Array.of(i, i);
      if (last > 2) throw new Error("the device was lost");
    }
    await atomicWrite(join(here, "a"), pieces(2));
    await expect(atomicWrite(join(here, "a"), pieces(3))).rejects.toThrow("the device was lost");
    expect([...(await readFile(join(here, "a")))]).toEqual([0, 0, 1, 1]);
    expect(await readdir(here)).toEqual(["a"]);
  });

  it("gives files that belong together their names only when all are written", async () => {
    const here = join(folder, "together");
    await mkdir(here);
    await atomicWriteAll(here, { "weights-1": "old", "weights-2": "old" });
    async function* seen(): AsyncGenerator<Uint8Array> {
      yield Buffer.from(await readFile(join(here, "weights-1"), "utf8")); // the first was written before: under which name?
    }
    await atomicWriteAll(here, { "weights-1": "new", "weights-2": seen() });
    expect(await readFile(join(here, "weights-1"), "utf8")).toBe("new");
    expect(await readFile(join(here, "weights-2"), "utf8")).toBe("old");
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Uint8Array.of(1);
      throw new Error("the device was lost");
    }
    await expect(atomicWriteAll(here, { "weights-1": "newer", "weights-2": broken() })).rejects.toThrow("device was lost");
    expect(await readFile(join(here, "weights-1"), "utf8")).toBe("new");
    expect(await readdir(here)).toEqual(["weights-1", "weights-2"]);
  });

  it("passes on a failure, keeps the old file, and removes what it began", async () => {
    const target = join(folder, "taken"); // a folder: the data can be written, but not renamed onto it
    await mkdir(join(target, "inside"), { recursive: true });
    await expect(atomicWrite(target, "new")).rejects.toThrow(/EISDIR|ENOTEMPTY|EEXIST|EPERM/);
    expect(await readdir(target)).toEqual(["inside"]);
    expect((await readdir(folder)).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  it("refuses a folder that is not there", async () => {
    await expect(atomicWrite(join(folder, "missing", "a"), "x")).rejects.toThrow(/ENOENT/);
  });

  it("leaves the old content or the new one, whole, when the process is killed in the middle of a write", async () => {
    const here = join(folder, "killed");
    await mkdir(here);
    const target = join(here, "checkpoint");
    const script = join(here, "writer.cjs");
    const size = 8_000_000;
    const code = `import { atomicWrite } from ${JSON.stringify(join(import.meta.dirname, "../../../lib/system/atomicWrite"))};
      const contents = [Buffer.alloc(${size}, 1), Buffer.alloc(${size}, 2)];
      (async () => { for (let i = 0; ; i++) { process.send(i); await atomicWrite(process.argv[2], contents[i % 2]); } })();`;
    buildSync({
      stdin: { contents: code, resolveDir: here, loader: "ts" },
      bundle: true,
      platform: "node",
      format: "cjs",
      outfile: script,
    });
    let torn = 0;
    for (const pause of [1, 3, 5, 8, 13]) {
      await writeFile(target, Buffer.alloc(size, 1));
      const child = fork(script, [target]);
      await once(child, "message");
      await new Promise((resolve) => setTimeout(resolve, pause));
      child.kill("SIGKILL");
      await once(child, "exit");
      const content = await readFile(target);
      expect(content.length).toBe(size);
      expect(content.equals(Buffer.alloc(size, content[0]))).toBe(true);
      torn += (await readdir(here)).filter((name) => name.endsWith(".tmp")).length;
    }
    expect(torn).toBeGreaterThan(0); // at least one kill hit a write: the test did test something
  });
});
