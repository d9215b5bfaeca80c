import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { embeddedCorpus, loadTinyShakespeare } from "byhand";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { cacheFolder, remoteText, type RemoteText } from "../../../lib/data/remoteText";

const TEXT = "Wherefore art thou Romeö?\n";
const SHA256 = createHash("sha256").update(TEXT).digest("hex");

let folder: string;
let server: Server;
let requests: number;
let answer: RequestListener;
let remote: RemoteText;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "byhand-data-"));
  vi.stubEnv("BYHAND_DATA", "");
  vi.stubEnv("XDG_CACHE_HOME", join(folder, "cache"));
  vi.stubEnv("LOCALAPPDATA", join(folder, "cache"));
  requests = 0;
  answer = (_, response) => response.end(TEXT);
  server = createServer((request, response) => {
    requests++;
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  remote = { file: "romeo.txt", url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, sha256: SHA256 };
});
afterEach(async () => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true, force: true });
});

async function putIntoDataFolder(file: string, content: string): Promise<void> {
  await mkdir(join(folder, "own"), { recursive: true });
  await writeFile(join(folder, "own", file), content);
  vi.stubEnv("BYHAND_DATA", join(folder, "own"));
}

describe("remoteText", () => {
  it("downloads once, keeps the bytes in the cache and nothing else, and reads them from there afterwards", async () => {
    const first = await remoteText(remote);
    expect(first).toEqual({ text: TEXT, from: `${remote.url}, now in the cache` });
    expect(await remoteText(remote)).toEqual({ text: TEXT, from: "the cache" });
    expect(requests).toBe(1);
    expect(await readdir(cacheFolder())).toEqual(["romeo.txt"]);
    expect(await readFile(join(cacheFolder(), "romeo.txt"), "utf8")).toBe(TEXT);
  });

  it("takes the file in BYHAND_DATA before all else and asks no network", async () => {
    await putIntoDataFolder("romeo.txt", TEXT);
    expect(await remoteText(remote)).toEqual({ text: TEXT, from: "the folder BYHAND_DATA" });
    expect(requests).toBe(0);
  });

  it("refuses another file in BYHAND_DATA, with both hashes", async () => {
    const other = TEXT.replace("\n", "\r\n");
    await putIntoDataFolder("romeo.txt", other);
    const found = createHash("sha256").update(other).digest("hex");
    await expect(remoteText(remote)).rejects.toThrow(`with SHA-256 ${found}: expected romeo.txt with SHA-256 ${SHA256}`);
    expect(requests).toBe(0);
  });

  it("goes on to the network where BYHAND_DATA lacks the file", async () => {
    await putIntoDataFolder("other.txt", "");
    expect((await remoteText(remote)).text).toBe(TEXT);
  });

  it("downloads again where the cache holds a damaged file, and mends it", async () => {
    await mkdir(cacheFolder(), { recursive: true });
    await writeFile(join(cacheFolder(), "romeo.txt"), TEXT.slice(0, 9));
    expect((await remoteText(remote)).text).toBe(TEXT);
    expect(await readFile(join(cacheFolder(), "romeo.txt"), "utf8")).toBe(TEXT);
  });

  it("gives the text where the cache can't be written", async () => {
    await writeFile(join(folder, "cache"), "a file where the folder should be");
    expect(await remoteText(remote)).toEqual({ text: TEXT, from: remote.url });
  });

  it("keeps nothing of a download with another content, and names both hashes", async () => {
    answer = (_, response) => response.end("<html>Please log in to this network</html>");
    await expect(remoteText(remote)).rejects.toThrow(new RegExp(`the download has 42 bytes with .*expected.*${SHA256}`));
    await expect(readdir(cacheFolder())).rejects.toThrow("ENOENT");
  });

  it("says what the server answered", async () => {
    answer = (_, response) => response.writeHead(404).end();
    await expect(remoteText(remote)).rejects.toThrow(`${remote.url}: the server answered 404 Not Found`);
  });

  it("gives up on a server that never answers", async () => {
    answer = () => undefined;
    await expect(remoteText(remote, { patience: 50 })).rejects.toThrow("no answer within 0.05 s");
  });

  it("gives up on a connection that breaks off", async () => {
    answer = (_, response) => {
      response.writeHead(200, { "content-length": "1000" }).write("Where");
      setTimeout(() => response.destroy(), 20);
    };
    await expect(remoteText(remote)).rejects.toThrow(/terminated/);
  });
});

describe("loadTinyShakespeare", () => {
  const offline = (): Promise<Response> =>
    Promise.reject(new TypeError("fetch failed", { cause: new Error("getaddrinfo ENOTFOUND") }));

  it("gives the embedded corpus without a network, and says why and what to do", async () => {
    const corpus = await loadTinyShakespeare({ fetch: offline });
    expect({ ...corpus, message: "" }).toEqual({ ...embeddedCorpus(), message: "" });
    expect(corpus.message).toMatch(/can't be had here .*fetch failed \(getaddrinfo ENOTFOUND\)/);
    expect(corpus.message).toMatch(/In its place: stories .* set BYHAND_DATA/);
  });

  it("fails without a network where no fallback is wanted", async () => {
    await expect(loadTinyShakespeare({ fallback: false, fetch: offline })).rejects.toThrow(/ENOTFOUND/);
  });

  it("refuses another file in BYHAND_DATA even where it could fall back", async () => {
    await putIntoDataFolder("tinyshakespeare.txt", "To be, or not to be\n");
    await expect(loadTinyShakespeare({ fetch: offline })).rejects.toThrow(
      /tinyshakespeare\.txt has 20 bytes with SHA-256 \w{64}: expected tinyshakespeare\.txt with SHA-256 86c4e6aa/,
    );
  });

  it("asks for karpathy's file", async () => {
    const asked: string[] = [];
    await loadTinyShakespeare({ fetch: (url) => (asked.push(String(url)), offline()) });
    expect(asked).toEqual(["https://raw.githubusercontent.com/karpathy/char-rnn/master/data/tinyshakespeare/input.txt"]);
  });
});
