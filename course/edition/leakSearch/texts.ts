import { isPacked, unpacked } from "./unpacked";

/** A text that somebody can read in a file, perhaps only after unpacking it. */
export interface FoundText {
  /** "week1.zip › 05.ipynb › cells › 3 › outputs" */
  where: string;
  text: string;
}

/** Packed in packed in packed …: nobody looks deeper. */
const deepest = 6;

/** All texts of a file: of the files packed in it, of the strings in JSON, of what base64 and escapes stand for. */
export async function* textsOf(where: string, bytes: Buffer, depth = 0): AsyncGenerator<FoundText> {
  if (depth > deepest) return;
  if (isPacked(bytes)) {
    for (const [name, inner] of await unpacked(where, bytes)) yield* textsOf(`${where} › ${name}`, inner, depth + 1);
  } else {
    const isText = !bytes.subarray(0, 4096).includes(0);
    yield* readings(where, bytes.toString(isText ? "utf8" : "latin1"), depth);
  }
}

async function* readings(where: string, text: string, depth: number): AsyncGenerator<FoundText> {
  if (depth > deepest) return;
  const strings = jsonStrings(text);
  if (strings) {
    for (const [path, string] of strings) yield* readings(`${where} › ${path}`, string, depth + 1);
    return;
  }
  for (const bytes of base64Parts(text)) yield* textsOf(`${where} › base64`, bytes, depth + 1);
  if (isBase64(text)) return;
  for (const each of new Set([unescaped(text), withoutTags(text)])) yield { where, text: each };
}

/**
 * The strings in a JSON text by their paths; null where it is none. Arrays of strings, as notebooks keep their lines, are
 * joined.
 */
function jsonStrings(text: string): [string, string][] | null {
  if (!/^\s*[[{"]/.test(text)) return null;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const found: [string, string][] = [];
  const walk = (each: unknown, path: string[]): void => {
    if (typeof each === "string") found.push([path.join(" › "), each]);
    else if (Array.isArray(each) && each.length > 0 && each.every((line) => typeof line === "string")) {
      found.push([path.join(" › "), each.join(each.some((line) => line.endsWith("\n")) ? "" : "\n")]);
    } else if (typeof each === "object" && each !== null) {
      found.push([[...path, "keys"].join(" › "), Object.keys(each).join("\n")]);
      for (const [key, inner] of Object.entries(each)) walk(inner, [...path, key]);
    }
  };
  walk(value, []);
  return found;
}

/** A text with the escapes of JSON, JavaScript, HTML and addresses replaced by what they stand for. */
export function unescaped(text: string): string {
  const named: Record<string, string> = { lt: "<", gt: ">", amp: "&", quot: "\"", apos: "'", nbsp: " " };
  const one = (before: string): string => before
    .replace(/\\+u\{?([0-9a-fA-F]{4,6})\}?/g, (_, code: string) => character(Number.parseInt(code, 16)))
    .replace(/\\+x([0-9a-fA-F]{2})/g, (_, code: string) => character(Number.parseInt(code, 16)))
    .replace(/\\+[nrt]/g, "\n").replace(/\\+(["'`/\\])/g, "$1")
    .replace(/&#x([0-9a-fA-F]+);/g, (_, code: string) => character(Number.parseInt(code, 16)))
    .replace(/&#(\d+);/g, (_, code: string) => character(Number(code)))
    .replace(/&(lt|gt|amp|quot|apos|nbsp);/g, (_, name: string) => named[name])
    .replace(/(?:%[0-9a-fA-F]{2})+/g, (run) => Buffer.from(run.replaceAll("%", ""), "hex").toString("utf8"));
  return /[\\&%]/.test(text) ? one(one(text)) : text; // twice, since a page may quote a page
}

function character(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : "";
}

/** A page's text: what highlights code puts a tag around every word. */
function withoutTags(text: string): string {
  return /<\/\w/.test(text) ? unescaped(text.replace(/<\/?[A-Za-z][^<>]*>/g, "")) : text;
}

/** Whether nothing else is in a text, as in that of a picture. */
function isBase64(text: string): boolean {
  return text.length > 256 && /^[A-Za-z0-9+/\s]+={0,2}\s*$/.test(text) && !/[^\s]\s[^\s]/.test(text.slice(0, 60));
}

function base64Parts(text: string): Buffer[] {
  const runs = text.match(/[A-Za-z0-9+/_-]{32,}(?:\\?\r?\n[A-Za-z0-9+/_-]{16,})*={0,2}/g) ?? [];
  return runs.map((run) => Buffer.from(run.replace(/[^A-Za-z0-9+/_-]/g, ""), "base64")).filter(isWorthReading);
}

/** Whether the bytes are packed files or text: the words of a text, read as base64, give neither. */
function isWorthReading(bytes: Buffer): boolean {
  if (isPacked(bytes)) return true;
  const start = bytes.subarray(0, 512);
  const readable = start.filter((byte) => byte === 9 || byte === 10 || byte === 13 || (byte >= 32 && byte < 127)).length;
  return readable > 0.85 * start.length;
}
