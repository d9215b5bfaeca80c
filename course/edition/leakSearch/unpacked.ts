import { once } from "node:events";
import { gunzipSync } from "node:zlib";
import { Parser, type ReadEntry } from "tar";
import yauzl from "yauzl";

const isZip = (bytes: Buffer): boolean => bytes.subarray(0, 4).toString("latin1") === "PK\x03\x04";
const isGzip = (bytes: Buffer): boolean => bytes.subarray(0, 3).toString("latin1") === "\x1f\x8b\x08";
const isTar = (bytes: Buffer): boolean => bytes.subarray(257, 262).toString("latin1") === "ustar";

/** Whether other files are packed in a file, as zip, tar or gzip. */
export function isPacked(bytes: Buffer): boolean {
  return isZip(bytes) || isGzip(bytes) || isTar(bytes);
}

/**
 * The files that are packed in a file, by name.
 * @throws Error where they cannot be unpacked.
 */
export async function unpacked(where: string, bytes: Buffer): Promise<[string, Buffer][]> {
  try {
    if (isZip(bytes)) return await zipEntries(bytes);
    return isTar(bytes) ? await tarEntries(bytes) : [["gzip", gunzipSync(bytes)]];
  } catch (error) {
    throw new Error(`${where} cannot be unpacked, so what is in it is not known: ${(error as Error).message}`);
  }
}

async function zipEntries(bytes: Buffer): Promise<[string, Buffer][]> {
  const zip = await yauzl.fromBufferPromise(bytes, { lazyEntries: true });
  const found: [string, Buffer][] = [];
  for await (const entry of zip.eachEntry()) {
    if (entry.fileName.endsWith("/")) continue;
    const parts: Buffer[] = [];
    for await (const part of await zip.openReadStreamPromise(entry)) parts.push(part as Buffer);
    found.push([entry.fileName, Buffer.concat(parts)]);
  }
  return found;
}

async function tarEntries(bytes: Buffer): Promise<[string, Buffer][]> {
  const found: [string, Buffer][] = [];
  const parser = new Parser({ strict: true });
  parser.on("entry", (entry: ReadEntry) => {
    const parts: Buffer[] = [];
    entry.on("data", (part: Buffer) => parts.push(part));
    entry.on("end", () => found.push([entry.path, Buffer.concat(parts)]));
  });
  const ended = once(parser, "end");
  parser.end(bytes);
  await ended;
  return found;
}
