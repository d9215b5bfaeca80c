import yauzl from "yauzl";
import { type Archive, type Entry, refused } from "./archive";
import { mostBytes, SubmissionError } from "./problems";

/** A zip file. Its directory is believed about sizes only until an entry unpacks to another. */
export function zipArchive(file: string): Archive {
  return {
    walk: (see) => eachEntry(file, (_, entry) => see(describe(entry))),
    async extract(paths) {
      const contents = new Map<string, Uint8Array>();
      await eachEntry(file, async (zip, entry) => {
        const { path } = describe(entry);
        if (paths.has(path)) contents.set(path, await unpack(zip, entry, path));
      });
      return contents;
    },
  };
}

type Visit = (zip: yauzl.ZipFile, entry: yauzl.Entry) => void | Promise<void>;

/** Names stay bytes for yauzl: what is wrong with one is said in our words. */
async function eachEntry(file: string, visit: Visit): Promise<void> {
  const zip = await new Promise<yauzl.ZipFile>((resolve, reject) => {
    yauzl.open(file, { lazyEntries: true, autoClose: false, decodeStrings: false }, (error, opened) => {
      if (error) reject(unreadable(error));
      else resolve(opened);
    });
  });
  try {
    await new Promise<void>((resolve, reject) => {
      zip.on("error", (error: Error) => reject(unreadable(error)));
      zip.on("end", resolve);
      zip.on("entry", (entry: yauzl.Entry) => {
        // in a promise from the start, so that what `visit` throws ends the walk
        Promise.resolve().then(() => visit(zip, entry)).then(() => zip.readEntry(), reject);
      });
      zip.readEntry();
    });
  } finally {
    zip.close();
  }
}

function unreadable(error: Error): SubmissionError {
  return new SubmissionError(`it cannot be read as a zip file: ${error.message}`);
}

function describe(entry: yauzl.Entry): Entry {
  const name = entry.fileName as unknown as Buffer; // since strings are not decoded
  const path = name.toString("utf8");
  const mode = (entry.externalFileAttributes >>> 16) & 0o170000; // as Unix writes it; 0 where another system did
  const isFolder = path.endsWith("/") || mode === 0o040000;
  const kinds: Record<number, Entry["kind"]> = { 0: "file", 0o100000: "file", 0o120000: "link" };
  return { path, kind: isFolder ? "folder" : kinds[mode] ?? "other", size: entry.uncompressedSize };
}

async function unpack(zip: yauzl.ZipFile, entry: yauzl.Entry, path: string): Promise<Uint8Array> {
  if (entry.isEncrypted()) throw refused({ path }, "is encrypted");
  const most = mostBytes(path);
  try {
    const stream = await new Promise<NodeJS.ReadableStream>((resolve, reject) => {
      zip.openReadStream(entry, (error, opened) => (error ? reject(error) : resolve(opened)));
    });
    const parts: Buffer[] = [];
    let length = 0;
    for await (const part of stream as AsyncIterable<Buffer>) {
      parts.push(part);
      if ((length += part.length) > most) throw new Error("it is larger than the archive says");
    }
    return Buffer.concat(parts);
  } catch (error) {
    throw refused({ path }, `cannot be unpacked: ${(error as Error).message}`);
  }
}
