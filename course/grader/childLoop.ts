/**
 * How a child of the grader speaks: requests come on one pipe, answers go on another; what the code in it prints
 * reaches neither. What is needed after a learner's code has run is taken out of the built-ins before.
 */
import { writeSync } from "node:fs";
import { Socket } from "node:net";
import { startupSnapshot } from "node:v8";
import { LearnerError } from "../exercises/types";
import { Frames } from "./frames";
import { answerPipe, longestMessage, readyNonce, type Request, requestPipe } from "./protocol";
import { WireError } from "./wire";

const { parse, stringify } = JSON;
const { from: bufferFrom } = Buffer;
const exit = process.exit.bind(process);

type Run = (request: Request) => Promise<string>;

/**
 * Says that it is ready, and answers each request until the grader is gone; in a process that starts from a snapshot
 * as soon as it runs, see snapshot.ts.
 * @param run Does what was asked for and gives the answer in its text form, see wire.ts.
 * @param warmUp Is done once while a snapshot is made, so that what it prepares is in there already.
 */
export function serve(run: Run, { warmUp }: { warmUp?: () => void } = {}): void {
  if (!startupSnapshot.isBuildingSnapshot()) return listen(run);
  warmUp?.();
  startupSnapshot.setDeserializeMainFunction(() => listen(run));
}

function listen(run: Run): void {
  const frames = new Frames();
  async function answer(request: Request & { nonce: string }): Promise<void> {
    try {
      send(`{"nonce":${stringify(request.nonce)},"ok":true,"value":${await run(request)}}`);
    } catch (error) {
      send(`{"nonce":${stringify(request.nonce)},"ok":false,${explain(error)}}`);
    }
  }
  send(`{"nonce":"${readyNonce}","ok":true,"value":null}`);
  // A socket, not fs.read: a thread that waits in a blocking read would keep process.exit from ending the process.
  const requests = new Socket({ fd: requestPipe, readable: true, writable: false });
  requests.on("data", (bytes: Buffer) => {
    for (const line of frames.push(bytes)) void answer(parse(line.toString("utf8")) as Request & { nonce: string });
  });
  requests.on("end", () => exit(0)); // the grader is gone, whatever the learner's code still has in mind
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
