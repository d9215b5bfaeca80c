import * as tf from "@tensorflow/tfjs-core";
import vm from "node:vm";
import { isMainThread } from "node:worker_threads";
import { LearnerError } from "./types";

/** A learner's call takes milliseconds; this is for loops that never end. */
const LONGEST = 10_000; // milliseconds

/** V8 can end code that runs in a script of its own, and only there; what it runs is handed over here. */
let task: () => unknown = () => undefined;
const script = new vm.Script("run()", { filename: "withinTime" });
const context = vm.createContext({ run: () => task() });

/**
 * Runs code that does not await anything, and ends it when it takes too long or the learner presses Stop (SIGINT): a
 * notebook would hang for good otherwise, with all that was computed in it.
 *
 * What is ended so runs no `finally`; TensorFlow.js is put back as it was, without the tensors of the ended code.
 * @throws LearnerError, kind "timeout", where it was ended; else what the code throws.
 */
export function withinTime<T>(run: () => T, { longest = LONGEST }: { longest?: number } = {}): T {
  const putBack = rememberScopes();
  task = run;
  try {
    return script.runInContext(context, { timeout: longest, breakOnSigint: isMainThread }) as T;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ERR_SCRIPT_EXECUTION_TIMEOUT" && code !== "ERR_SCRIPT_EXECUTION_INTERRUPTED") throw error;
    putBack();
    throw new LearnerError("timeout", code === "ERR_SCRIPT_EXECUTION_TIMEOUT"
      ? `no answer within ${longest / 1000} s: does a loop never end?` : "stopped before it had an answer");
  } finally {
    task = () => undefined;
  }
}

/** What TensorFlow.js has open now; the function that is returned closes all that was opened since. */
function rememberScopes(): () => void {
  const { state } = tf.engine();
  const { activeScope, activeTape, gradientDepth, kernelDepth, scopeStack, numDataMovesStack } = state;
  const [scopes, moves] = [scopeStack.length, numDataMovesStack.length];
  return () => {
    const left = scopeStack.splice(scopes);
    // what a tape keeps for the way back is let go at its end only
    const saved = gradientDepth === 0 ? (state.activeTape ?? []).flatMap((node) => node.saved ?? []) : [];
    numDataMovesStack.splice(moves);
    Object.assign(state, { activeScope, activeTape, gradientDepth, kernelDepth });
    tf.dispose([...saved, ...left.flatMap(({ track }) => track)]);
  };
}
