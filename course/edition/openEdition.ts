import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import yauzl from "yauzl";
import { fileDigest, readSeal, type Seal, sealFile } from "./seal";

/** A student edition that lies on this machine. */
export interface Edition {
  folder: string;
  seal: Seal;
}

/**
 * Opens a student edition from a folder or a zip file; it may lie in one folder inside of that, as in what assemble makes
 * or a website packs.
 *
 * @param options.unpackTo where a zip file is unpacked; must be empty
 * @param options.here the edition that is to be updated
 * @throws RangeError where there is no edition in it, where that is the one that is here, or where a file is damaged
 */
export async function openEdition(path: string, { unpackTo, here }: { unpackTo: string; here: string }): Promise<Edition> {
  if (!existsSync(path)) throw new RangeError(`there is no ${path}: give the folder or the zip file of a newer edition`);
  const isFolder = statSync(path).isDirectory();
  if (!isFolder) await unzip(path, unpackTo);
  const top = isFolder ? path : unpackTo;
  const inside = readdirSync(top, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const folder = [top, ...inside.map((name) => join(top, name))].find((each) => existsSync(join(each, sealFile)));
  if (!folder) throw new RangeError(`${path} holds no edition of the course: it has no ${sealFile}`);
  if (realpathSync(folder) === realpathSync(here)) {
    throw new RangeError(`${path} is this very folder: give the folder or the zip file of a newer edition`);
  }
  const seal = readSeal(folder);
  for (const [file, expected] of Object.entries(seal.files)) {
    const full = join(folder, file);
    if (!existsSync(full)) throw new RangeError(`${path} is not whole: ${file} is missing. Get the edition once more`);
    if (fileDigest(readFileSync(full)) !== expected) {
      throw new RangeError(`${path} is not as it was made: ${file} is different. Get the edition once more`);
    }
  }
  return { folder, seal };
}

/** Unpacks a zip file; yauzl refuses names that lead out of the folder. */
async function unzip(file: string, folder: string): Promise<void> {
  const zip = await new Promise<yauzl.ZipFile>((resolve, reject) => {
    yauzl.open(file, { lazyEntries: true }, (error, opened) => (error ? reject(error) : resolve(opened)));
  }).catch((error: Error) => { throw new RangeError(`${file} cannot be read as a zip file: ${error.message}`); });
  await new Promise<void>((resolve, reject) => {
    zip.on("error", reject).on("end", resolve);
    zip.on("entry", (entry: yauzl.Entry) => {
      writeEntry(zip, entry, folder).then(() => zip.readEntry(), reject);
    });
    zip.readEntry();
  });
}

async function writeEntry(zip: yauzl.ZipFile, entry: yauzl.Entry, folder: string): Promise<void> {
  if (entry.fileName.endsWith("/")) return;
  const stream = await new Promise<NodeJS.ReadableStream>((resolve, reject) => {
    zip.openReadStream(entry, (error, opened) => (error ? reject(error) : resolve(opened)));
  });
  const target = join(folder, entry.fileName);
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, stream);
}
