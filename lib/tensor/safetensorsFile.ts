import { type FileHandle, open } from "node:fs/promises";
import { shown } from "../system/shown";
import { decodeTensor } from "./safetensorsDecode";
import { type HostTensor, PREFIX_BYTES, SafetensorsError, type TensorEntry } from "./safetensorsFormat";
import { headerLength, readHeader } from "./safetensorsHeader";

/** A store of named tensors that are read one at a time, so that a model needs memory for one of them beside itself. */
export interface TensorSource {
  /** What is there, by name. */
  readonly entries: ReadonlyMap<string, TensorEntry>;
  /** A tensor's values. @throws RangeError for a name that is not there; SafetensorsError where they cannot be read. */
  read(name: string): Promise<HostTensor>;
  close(): Promise<void>;
}

/** An open safetensors file whose header has been read and checked; {@link close} it when done. */
export class SafetensorsFile implements TensorSource {
  private constructor(
    readonly path: string,
    readonly entries: ReadonlyMap<string, TensorEntry>,
    readonly metadata: Record<string, string>,
    private readonly file: FileHandle,
    private readonly dataStart: number,
  ) {}

  /** @throws SafetensorsError naming the file, the tensor, the value found and what was expected. */
  static async open(path: string): Promise<SafetensorsFile> {
    const file = await open(path, "r");
    try {
      const { size: fileBytes } = await file.stat();
      const prefix = await readBytes(file, { at: 0, length: Math.min(PREFIX_BYTES, fileBytes), path });
      const length = headerLength(new Uint8Array(prefix), { fileBytes, source: path });
      const header = await readBytes(file, { at: PREFIX_BYTES, length, path });
      const dataStart = PREFIX_BYTES + length;
      const dataBytes = fileBytes - dataStart;
      const { entries, metadata } = readHeader(new Uint8Array(header), { dataBytes, source: path });
      const byName = new Map(entries.map((entry) => [entry.name, entry]));
      return new SafetensorsFile(path, byName, metadata, file, dataStart);
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  async read(name: string): Promise<HostTensor> {
    const entry = this.entries.get(name);
    if (!entry) throw new RangeError(`${this.path} has no tensor ${shown(name)}`);
    const { begin, end } = entry;
    const data = await readBytes(this.file, { at: this.dataStart + begin, length: end - begin, path: this.path });
    return decodeTensor(entry, data, this.path);
  }

  close(): Promise<void> {
    return this.file.close();
  }
}

/** Most that one call to the system reads; some refuse 2 GiB and more. */
const LARGEST_READ = 2 ** 30;

async function readBytes(
  file: FileHandle,
  { at, length, path }: { at: number; length: number; path: string },
): Promise<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await file.read(bytes, done, Math.min(LARGEST_READ, length - done), at + done);
    if (bytesRead === 0) throw new SafetensorsError(`${path} ended at byte ${at + done} while it was read; fetch it again`);
    done += bytesRead;
  }
  return bytes.buffer;
}
