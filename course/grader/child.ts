/**
 * The program of the learner's process. It holds nothing worth stealing: no checks, no expected values, no solutions.
 *
 * Requests come on one pipe, answers go on another; what a learner's code prints reaches neither. What is needed after
 * that code has run is taken out of the built-ins before.
 */
import "@tensorflow/tfjs-core/dist/register_all_gradients";
import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { writeSync } from "node:fs";
import { Socket } from "node:net";
import { inProcessHandle } from "../exercises/handle";
import { type LoadedSubmission, loadSubmission } from "../exercises/loadSubmission";
import { LearnerError, type PlainValue } from "../exercises/types";
import { Frames } from "./frames";
import { answerPipe, longestMessage, readyNonce, type Request, requestPipe } from "./protocol";
import { decode, encode, WireError } from "./wire";

const { parse, stringify } = JSON;
const { from: bufferFrom } = Buffer;
const exit = process.exit.bind(process);

let learner: LoadedSubmission | null = null;

async function run(request: Request): Promise<string> {
  if (request.op === "load") {
    learner = loadSubmission({ entry: request.entry, files: new Map(request.files) }, request.policy);
    return "null";
  }
  const { op, name, args } = request;
  const handle = inProcessHandle(name, learner?.exports[name], { locate: learner?.locate });
  const values = decode(args) as PlainValue[];
  return encode(op === "call" ? await handle.call(...values) : await handle.gradient(...values));
}

async function answer(request: Request & { nonce: string }): Promise<void> {
  try {
    send(`{"nonce":${stringify(request.nonce)},"ok":true,"value":${await run(request)}}`);
  } catch (error) {
    send(`{"nonce":${stringify(request.nonce)},"ok":false,${explain(error)}}`);
  }
}

function send(line: string): void {
  const bytes = bufferFrom(`${line}\n`);
  let sent = 0;
  while (sent < bytes.length) sent += writeSync(answerPipe, bytes, sent);
}

/** The fields of a failed answer. What is not ours is not touched: an error's message may be a getter that throws. */
function explain(error: unknown): string {
  const fields = (kind: string, message: string, where: string | null = null): string =>
    `"kind":${stringify(kind)},"message":${stringify(message.slice(0, longestMessage))},"where":${stringify(where)}`;
  if (error instanceof LearnerError) return fields(error.kind, error.message, error.where);
  if (error instanceof WireError) return fields("protocol", `the result ${error.message}`);
  return fields("threw", "something was thrown that cannot be shown");
}

const frames = new Frames();

tf.env().set("IS_NODE", false); // else the CPU engine prints an advertisement for tfjs-node
void tf.setBackend("cpu");
send(`{"nonce":"${readyNonce}","ok":true,"value":null}`);

// A socket, not fs.read: a thread that waits in a blocking read would keep process.exit from ending the process.
const requests = new Socket({ fd: requestPipe, readable: true, writable: false });
requests.on("data", (bytes: Buffer) => {
  for (const line of frames.push(bytes)) void answer(parse(line.toString("utf8")) as Request & { nonce: string });
});
requests.on("end", () => exit(0)); // the grader is gone, whatever the learner's code still has in mind
