/**
 * What the grader and the learner's process say to each other: one JSON text a line, requests on one pipe, answers on
 * another, one request at a time. A request carries a fresh random nonce, and only a line with that nonce answers it.
 */
import { randomBytes } from "node:crypto";
import type { CompiledFile } from "../exercises/compile";
import type { LearnerErrorKind, PlainValue, Policy } from "../exercises/types";
import { decode, encode } from "./wire";

export type Request =
  /** Runs the learner's compiled file, with its helper files, once. */
  | { op: "load"; entry: string; files: [string, CompiledFile][]; policy: Policy }
  /** Calls an exported function, or takes the gradients of its result. */
  | { op: "call" | "gradient"; name: string; args: PlainValue[] }
  /** Finds the type errors of submitted files, given by name; asked of typeChild.ts. */
  | { op: "types"; files: [string, string][] }
  /** Compiles texts as a file of this name and holds them to the rules, and tells the time that took; the same. */
  | { op: "parse"; texts: string[]; file: string; policy: Policy };

/** What the child may say about the learner's code itself; all else that can happen to it the grader sees. */
export type FailureKind = Extract<LearnerErrorKind, "threw" | "notWritten" | "protocol">;

export type Answer =
  | { ok: true; value: PlainValue }
  | { ok: false; kind: FailureKind; message: string; where: string | null };

/** The nonce of the line that the child sends by itself, once, before it knows any learner's code. */
export const readyNonce = "ready";

/** One request as a line. */
export function requestLine(request: Request, nonce: string): string {
  const { op } = request;
  if (op === "load" || op === "types" || op === "parse") return `${JSON.stringify({ nonce, ...request })}\n`;
  return `{"nonce":"${nonce}","op":"${op}","name":${JSON.stringify(request.name)},"args":${encode(request.args)}}\n`;
}

/** Characters of an error's message that are passed on. */
export const longestMessage = 500;

/** The file descriptors in the child. */
export const answerPipe = 3;
export const requestPipe = 4;

export function freshNonce(): string {
  return randomBytes(16).toString("hex");
}

/**
 * Reads one line from the learner's process, of which nothing is believed: known fields are picked, all else is left.
 * @returns Null where the line is not a well-formed answer to the request with this nonce.
 */
export function parseAnswer(line: Buffer, nonce: string): Answer | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(line.toString("utf8"));
  } catch {
    return null;
  }
  if (typeof parsed !== "object" || parsed === null) return null;
  const field = (key: string): unknown => Object.hasOwn(parsed, key) ? (parsed as Record<string, unknown>)[key] : null;
  if (field("nonce") !== nonce) return null;
  if (field("ok") === true) return readValue(field("value"));
  const kind = field("kind");
  if (field("ok") !== false || (kind !== "threw" && kind !== "notWritten" && kind !== "protocol")) return null;
  const [message, where] = [field("message"), field("where")];
  return {
    ok: false,
    kind,
    message: typeof message === "string" ? message.slice(0, longestMessage) : "",
    where: typeof where === "string" ? where.slice(0, 100) : null,
  };
}

function readValue(wire: unknown): Answer | null {
  try {
    return { ok: true, value: decode(wire) };
  } catch {
    return null;
  }
}
