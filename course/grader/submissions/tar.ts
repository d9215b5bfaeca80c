import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";
import { Parser, type ReadEntry } from "tar";
import { type Archive, archiveLimits, type Entry } from "./archive";
import { mostBytes, SubmissionError } from "./problems";

/** A tar file, as it is or compressed with gzip. It has no directory: each call reads it from the start. */
export function tarArchive(file: string, { gzip }: { gzip: boolean }): Archive {
  return {
    walk: (see) => eachEntry(file, gzip, (entry) => see(describe(entry))),
    async extract(paths) {
      const contents = new Map<string, Uint8Array>();
      await eachEntry(file, gzip, (entry) => {
        const { path, kind } = describe(entry);
        if (kind !== "file" || !paths.has(path) || entry.size > mostBytes(path)) return;
        const parts: Buffer[] = [];
        entry.on("data", (part: Buffer) => parts.push(part));
        entry.on("end", () => contents.set(path, Buffer.concat(parts)));
      });
      return contents;
    },
  };
}

/** Headers and padding come on top of the contents. */
const mostUnpacked = archiveLimits.total + archiveLimits.entries * 4096;

async function eachEntry(file: string, gzip: boolean, visit: (entry: ReadEntry) => void): Promise<void> {
  let failure: Error | null = null;
  const parser = new Parser({ strict: true }); // in strict mode what the parser would only warn of is an error
  const look = (entry: ReadEntry): void => {
    try {
      if (!failure) visit(entry);
    } catch (error) {
      failure = error as Error;
    }
    entry.resume();
  };
  parser.on("entry", look);
  parser.on("ignoredEntry", look);
  parser.on("error", (error: Error) => {
    failure ??= unreadable(error.message);
  });
  let ended = false; // what comes after the end, often empty blocks without number, is nobody's business
  parser.on("eof", () => {
    ended = true;
  });
  const packed = createReadStream(file);
  const bytes = gzip ? packed.pipe(createGunzip()) : packed;
  packed.on("error", (error) => bytes.destroy(error));
  let unpacked = 0;
  try {
    for await (const part of bytes as AsyncIterable<Buffer>) {
      // Something packed twice would be unpacked by the parser, past the count.
      if (unpacked === 0 && !isTar(part)) throw unreadable("it does not begin like one");
      if ((unpacked += part.length) > mostUnpacked) throw unreadable(`it unpacks to more than ${mostUnpacked} bytes`);
      parser.write(part);
      if (failure) throw failure as Error;
      if (ended) break;
    }
    if (!ended) parser.end();
    if (failure) throw failure as Error;
  } catch (error) {
    throw error instanceof SubmissionError ? error : unreadable((error as Error).message);
  } finally {
    packed.destroy();
    bytes.destroy();
  }
}

/** Whether a file that begins with these bytes (257 + 5 of them at least) is a tar file. */
export function isTar(start: Uint8Array): boolean {
  return Buffer.from(start.subarray(257, 262)).toString("latin1") === "ustar";
}

function unreadable(why: string): SubmissionError {
  return new SubmissionError(`it cannot be read as a tar file: ${why}`);
}

function describe({ path, type, size }: ReadEntry): Entry {
  const kinds: Record<string, Entry["kind"]> = {
    File: "file", OldFile: "file", ContiguousFile: "file", Directory: "folder", Link: "link", SymbolicLink: "link",
  };
  return { path: String(path).replace(/^(\.\/)+/, ""), kind: kinds[type] ?? "other", size: Number(size ?? 0) };
}
