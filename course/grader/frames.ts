import { longestFrame } from "./limits";

const newline = 10;
const { concat } = Buffer;

/** Cuts a stream of bytes into lines. */
export class Frames {
  private parts: Buffer[] = [];
  private length = 0;

  /**
   * Takes the next bytes and returns the lines that they complete.
   * @throws RangeError where a line grows beyond the longest that is accepted.
   */
  push(bytes: Buffer): Buffer[] {
    const lines: Buffer[] = [];
    let start = 0;
    for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, start)) {
      this.keep(bytes.subarray(start, end));
      lines.push(concat(this.parts));
      this.parts = [];
      this.length = 0;
      start = end + 1;
    }
    this.keep(bytes.subarray(start));
    return lines;
  }

  private keep(bytes: Buffer): void {
    this.length += bytes.length;
    if (this.length > longestFrame) throw new RangeError(`a line is longer than ${longestFrame} bytes`);
    this.parts.push(bytes);
  }
}
