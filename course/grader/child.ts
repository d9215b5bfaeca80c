/** The program of the learner's process. It holds nothing worth stealing: neither checks nor values nor solutions. */
import "@tensorflow/tfjs-core/dist/register_all_gradients";
import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { inProcessHandle } from "../exercises/handle";
import { type LoadedSubmission, loadSubmission } from "../exercises/loadSubmission";
import type { PlainValue } from "../exercises/types";
import { serve } from "./childLoop";
import { decode, encode, WireError } from "./wire";

let learner: LoadedSubmission | null = null;

tf.env().set("IS_NODE", false); // else the CPU engine prints an advertisement for tfjs-node
void tf.setBackend("cpu");

serve(async (request) => {
  if (request.op === "load") {
    learner = loadSubmission({ entry: request.entry, files: new Map(request.files) }, request.policy);
    return "null";
  }
  if (request.op === "types" || request.op === "parse") throw new WireError("would be of another program");
  const { op, name, args } = request;
  const handle = inProcessHandle(name, learner?.exports[name], { locate: learner?.locate });
  const values = decode(args) as PlainValue[];
  return encode(op === "call" ? await handle.call(...values) : await handle.gradient(...values));
});
