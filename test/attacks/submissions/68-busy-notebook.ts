import type { Attack } from "../attack";
import { writeAs } from "../scene";

/** A part of a line that keeps the compiler busy for years: a tenth of a second by itself. */
const part = "async(a=>".repeat(11);

export const attack: Attack = {
  title: "a notebook that does the same with its cells together, and with one that is not marked",
  hangs: true,
  async handIn({ path }) {
    const cell = (source: string, tags: string[]): object => ({ cell_type: "code", source, metadata: { tags } });
    const notebook = (cells: object[]): string => JSON.stringify({ nbformat: 4, cells });
    writeAs(`${path}/01-other.ipynb`, notebook([cell(part.repeat(4), [])]));
    return writeAs(`${path}/00-tiny.ipynb`, notebook(Array(4).fill(cell(part, ["exercise"]))));
  },
  outcome: {
    earned: { double: 0, count: 0, upper: 0 },
    reasons: {
      double: ["refused", /^00-tiny\.ts keeps the compiler busy for too long/],
      count: ["refused", /^00-tiny\.ts keeps the compiler busy for too long/],
      upper: ["refused", /^01-other\.ts keeps the compiler busy for too long/],
    },
    notes: [/double/, /count/],
  },
};
