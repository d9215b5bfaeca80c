import type { CompiledFile } from "../exercises/compile";
import type { Violation } from "../exercises/policy";
import { readSource } from "../exercises/readSource";
import { LearnerError, type PlainValue, type Policy } from "../exercises/types";

/** What reading one text brought: it compiled, or why it cannot be read. */
export type Reading = { compiled: CompiledFile; broken: Violation | null } | { failure: string };

/** What it takes to read texts, in milliseconds of processor time, and what came of each. */
export type Parsed = { time: number; readings: Reading[] };

/** Reads each text as a file of this name. */
export function timedParse(texts: string[], { file, policy }: { file: string; policy: Policy }): Parsed {
  const started = process.cpuUsage();
  const readings = texts.map((text): Reading => {
    try {
      return readSource(text, file, policy);
    } catch (error) {
      const tooDeep = `${file} is nested too deeply to be read`; // a RangeError of the stack, or whatever else it does
      return { failure: error instanceof LearnerError ? error.message : tooDeep };
    }
  });
  const { user, system } = process.cpuUsage(started);
  return { time: (user + system) / 1000, readings };
}

/** An answer as that, with known fields picked; null where it is something else. */
export function parsedFrom(value: PlainValue): Parsed | null {
  const { time, readings } = fields(value);
  if (typeof time !== "number" || !Array.isArray(readings)) return null;
  const picked = readings.map(readingFrom);
  return picked.includes(null) ? null : { time, readings: picked as Reading[] };
}

function readingFrom(value: PlainValue): Reading | null {
  const { failure, compiled, broken } = fields(value);
  if (typeof failure === "string") return { failure };
  const { code, map, imports } = fields(compiled);
  if (typeof code !== "string" || typeof map !== "string" || !Array.isArray(imports)) return null;
  const file = { code, map, imports: imports.map(String) };
  if (broken === null) return { compiled: file, broken };
  const { line, message } = fields(broken);
  return { compiled: file, broken: { line: Number(line), message: String(message) } };
}

function fields(value: PlainValue | undefined): { [key: string]: PlainValue } {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}
