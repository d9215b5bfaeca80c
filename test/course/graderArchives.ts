import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { ZipFile } from "yazl";

const folder = mkdtempSync(join(tmpdir(), "grader-archives-"));
let made = 0;

/** A new file of this ending with these bytes. */
export function fileOf(bytes: Uint8Array | string, ending: string): string {
  const path = join(folder, `archive-${++made}${ending}`);
  writeFileSync(path, bytes);
  return path;
}

/** One entry of a hand-made archive: the fields that a hostile one would misuse. */
export interface Member {
  path: string;
  text?: string;
  /** Of tar: "0" a file, "1" and "2" links, "5" a folder, "6" a pipe. */
  type?: string;
  /** As the archive declares it. */
  size?: number;
}

/** A tar archive, written here by the book (POSIX.1-1988 ustar), so that any name and type may stand in it. */
export function tarBytes(members: Member[]): Buffer {
  return Buffer.concat([...members.map(tarMember), Buffer.alloc(1024)]);
}

function tarMember({ path, text = "", type = "0", size }: Member): Buffer {
  const content = Buffer.from(text);
  const octal = (value: number, length: number): string => `${value.toString(8).padStart(length - 1, "0")}\0`;
  const fields: [offset: number, value: string][] = [
    [0, path], [100, octal(0o644, 8)], [108, octal(0, 8)], [116, octal(0, 8)], [124, octal(size ?? content.length, 12)],
    [136, octal(0, 12)], [148, " ".repeat(8)], [156, type], [157, "12".includes(type) ? "/etc/passwd" : ""],
    [257, "ustar\0"], [263, "00"],
  ];
  const header = Buffer.alloc(512);
  for (const [offset, value] of fields) header.write(value, offset, "utf8");
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
  return Buffer.concat([header, content, Buffer.alloc((512 - (content.length % 512)) % 512)]);
}

export function tarFile(members: Member[]): string {
  return fileOf(tarBytes(members), ".tar");
}

export function tarGzFile(members: Member[]): string {
  return fileOf(gzipSync(tarBytes(members)), ".tar.gz");
}

/** A zip file; `patch` changes its bytes afterwards. */
export async function zipFile(
  members: (Member & { mode?: number })[], { patch = (bytes) => bytes }: { patch?: (bytes: Buffer) => Buffer } = {},
): Promise<string> {
  const zip = new ZipFile();
  // A name that the writer would refuse is put in afterwards, in its local header and in the directory.
  const names = members.map(({ path }, i) =>
    (/\.\.|\\|^\/|:/.test(path) ? `${i}`.padStart(Buffer.byteLength(path), "q") : path));
  members.forEach(({ text = "", mode = 0o100644 }, i) => zip.addBuffer(Buffer.from(text), names[i], { mode }));
  zip.end();
  const parts: Buffer[] = [];
  for await (const part of zip.outputStream) parts.push(part as Buffer);
  let bytes: Buffer = Buffer.concat(parts);
  members.forEach(({ path }, i) => {
    if (path !== names[i]) for (let at = bytes.indexOf(names[i]); at >= 0; at = bytes.indexOf(names[i], at + 1)) bytes.write(path, at, "utf8");
  });
  bytes = patch(bytes);
  return fileOf(bytes, ".zip");
}
