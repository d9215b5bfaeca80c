import { createHash } from "node:crypto";
import { mkdir, readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { atomicWrite } from "../system/atomicWrite";

/** A text on the network, whose every byte is known beforehand. */
export interface RemoteText {
  /** its file name in `BYHAND_DATA` and in the cache */
  file: string;
  url: string;
  /** SHA-256 of its bytes in hexadecimal */
  sha256: string;
}

export interface FetchOptions {
  fetch?: typeof globalThis.fetch;
  /** milliseconds until the server must have answered; 5 s unless told otherwise */
  patience?: number;
}

/** The text could not be had; the message says what was tried. */
export class TextUnavailable extends Error {
  override name = "TextUnavailable";
}

/**
 * Gets a text from the folder `BYHAND_DATA`, or from the cache, or once from the network into the cache.
 *
 * @returns the text and where it came from, in words that name no folder: notebooks with their outputs are passed on
 * @throws RangeError where the file in `BYHAND_DATA` is another one, with both hashes; {@link TextUnavailable} where
 * the text can't be had at all.
 */
export async function remoteText(
  remote: RemoteText,
  { fetch = globalThis.fetch, patience = 5_000 }: FetchOptions = {},
): Promise<{ text: string; from: string }> {
  const own = process.env.BYHAND_DATA;
  const given = own ? await readIfThere(join(own, remote.file)) : undefined;
  if (own && given) return { text: requireHash(remote, given, join(own, remote.file)), from: "the folder BYHAND_DATA" };

  const cached = join(cacheFolder(), remote.file);
  const kept = await readIfThere(cached);
  if (kept && sha256(kept) === remote.sha256) return { text: kept.toString("utf8"), from: "the cache" };

  const tried = own ? `BYHAND_DATA (${own}) has no ${remote.file}; ` : "";
  const bytes = await download(remote, { fetch, patience }).catch((error: unknown) => {
    throw new TextUnavailable(`${tried}${remote.url}: ${reason(error)}`, { cause: error });
  });
  const stored = await store(cached, bytes);
  return { text: bytes.toString("utf8"), from: stored ? `${remote.url}, now in the cache` : remote.url };
}

/** Where downloads are kept: `%LOCALAPPDATA%\byhand`, `$XDG_CACHE_HOME/byhand` or `~/.cache/byhand`. */
export function cacheFolder(): string {
  const { LOCALAPPDATA, XDG_CACHE_HOME } = process.env;
  if (process.platform === "win32" && LOCALAPPDATA) return join(LOCALAPPDATA, "byhand");
  return join(XDG_CACHE_HOME || join(homedir(), ".cache"), "byhand");
}

async function download(remote: RemoteText, { fetch, patience }: Required<FetchOptions>): Promise<Buffer> {
  const controller = new AbortController();
  const giveUp = (milliseconds: number): NodeJS.Timeout => {
    const error = new Error(`no answer within ${milliseconds / 1000} s`);
    return setTimeout(() => controller.abort(error), milliseconds);
  };
  let timer = giveUp(patience);
  try {
    const response = await fetch(remote.url, { signal: controller.signal });
    if (!response.ok) throw new Error(`the server answered ${response.status} ${response.statusText}`.trim());
    clearTimeout(timer);
    timer = giveUp(12 * patience); // a slow line may take its time once the server has answered
    const bytes = Buffer.from(await response.arrayBuffer());
    requireHash(remote, bytes, "the download");
    return bytes;
  } finally {
    clearTimeout(timer);
  }
}

/** A cache that can't be written (read-only home, full disk) costs a later download, not this text. */
async function store(path: string, bytes: Buffer): Promise<boolean> {
  try {
    await mkdir(cacheFolder(), { recursive: true });
    await atomicWrite(path, bytes);
    return true;
  } catch {
    return false;
  }
}

async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch {
    return undefined;
  }
}

function requireHash({ file, sha256: expected }: RemoteText, bytes: Buffer, where: string): string {
  const found = sha256(bytes);
  if (found === expected) return bytes.toString("utf8");
  throw new RangeError(
    `${where} has ${bytes.length} bytes with SHA-256 ${found}: expected ${file} with SHA-256 ${expected}; ` +
      "is it another text, or did an editor change its line ends? Remove it to have it downloaded",
  );
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** The network's own reason ("ENOTFOUND …") stands behind fetch's general "fetch failed". */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message;
}
