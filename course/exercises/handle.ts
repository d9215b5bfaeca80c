import * as tf from "@tensorflow/tfjs-core";
import { gradientWeights } from "./gradientWeights";
import { mapTensors, tensorsIn, toPlain, toTensors } from "./plain";
import { withFunctions } from "./plainFunction";
import { allowReads, withoutReads } from "./tapeReads";
import { type Handle, LearnerError, type PlainTensor, type PlainValue } from "./types";

type AnyFunction = (...args: unknown[]) => unknown;

/** Names the learner's file and line in an error's stack; null where it is not in there. */
export type Locate = (error: unknown) => string | null;

/** Runs the learner's code, and may end it. */
export type Guard = <T>(run: () => T) => T;

/** A learner's function that runs in this process; after a `guard` has ended it once, it is not called again. */
export function inProcessHandle(
  name: string,
  answer: unknown,
  { locate = () => null, guard = (run) => run() }: { locate?: Locate; guard?: Guard } = {},
): Handle {
  let ended: LearnerError | null = null;
  const guarded = <T>(work: () => T): T => explained(name, locate, () => {
    if (ended) throw ended;
    try {
      return guard(() => tf.tidy(work as () => tf.TensorContainer)) as T;
    } catch (error) {
      allowReads();
      if (error instanceof LearnerError && error.kind === "timeout") ended = error;
      throw error;
    }
  });
  const run = (args: unknown[]): unknown => {
    if (typeof answer !== "function") {
      throw new LearnerError("protocol", answer === undefined
        ? `there is no exported function ${name}: it must read \`export function ${name}(…)\``
        : `${name} is ${typeof answer}, not a function: it must read \`export function ${name}(…)\``);
    }
    const result = (answer as AnyFunction)(...args.map(withFunctions));
    if (result instanceof Promise) {
      result.catch(() => undefined); // its failure is of no interest any more
      throw new LearnerError("protocol", `${name} is async and returned a Promise: write it without async and await`);
    }
    return result;
  };
  return {
    async call(...args: PlainValue[]): Promise<PlainValue> {
      // an input handed straight back must outlive the tidy as the answer does
      const result = guarded(() => mapTensors(run(args.map(toTensors)), (tensor) => tf.clone(tensor)));
      try {
        return await toPlain(result);
      } finally {
        tf.dispose(tensorsIn(result));
      }
    },
    async gradient(...args: PlainValue[]): Promise<PlainTensor[]> {
      const gradients = guarded(() => gradientsOf(run, args.map(toTensors)));
      try {
        return (await toPlain(gradients)) as PlainTensor[];
      } finally {
        tf.dispose(gradients);
      }
    },
  };
}

/** Gradients of `sum(output · w)` with respect to every float32 tensor in the arguments. */
function gradientsOf(run: (args: unknown[]) => unknown, inputs: unknown[]): tf.Tensor[] {
  const isFloat = (tensor: tf.Tensor): boolean => tensor.dtype === "float32";
  const weightedSum = (...floats: tf.Tensor[]): tf.Scalar => {
    let next = 0;
    const args = mapTensors(inputs, (tensor) => (isFloat(tensor) ? floats[next++] : tensor)) as unknown[];
    const outputs = tensorsIn(withoutReads(floats, () => run(args))).filter(isFloat);
    if (outputs.length === 0) throw new LearnerError("protocol", "the result holds no float32 tensor to differentiate");
    const sums = outputs.map((output, salt) => {
      const weights = tf.tensor(gradientWeights(output.size, salt), output.shape);
      return tf.sum(tf.mul(output, weights));
    });
    return tf.addN(sums) as tf.Scalar;
  };
  return tf.grads(weightedSum)(tensorsIn(inputs).filter(isFloat));
}

/** Runs the learner's code and turns what it throws into a LearnerError that a learner understands. */
function explained<T>(name: string, locate: Locate, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof LearnerError) throw error;
    const text = messageOf(error);
    const where = locate(error);
    if (/^TODO: write/.test(text)) {
      const what = text.slice("TODO: write ".length) || name;
      throw new LearnerError("notWritten", `not written yet: ${what} still waits for you`, where);
    }
    throw new LearnerError("threw", explainTensorError(text), where);
  }
}

/** The two ways in which TensorFlow.js says that a gradient is lost, in words that say why. */
function explainTensorError(text: string): string {
  if (/Cannot compute gradient of y=f\(x\)/.test(text)) {
    return "the gradient is lost on the way: an argument is not used, or what comes from it goes through something that has "
      + "no gradient (tf.cast to int32, a comparison, a new tf.tensor). Stay with tensor operations from the arguments to "
      + "the result";
  }
  const missing = /gradient function not found for (\w+)/.exec(text);
  if (missing) {
    return `TensorFlow.js has no gradient for ${missing[1]}, so nothing can be trained through it: build it from `
      + "operations that have one (exp, sum, mul, matMul, gather …)";
  }
  return text;
}

function messageOf(error: unknown): string {
  try {
    return error instanceof Error ? error.message : String(error);
  } catch {
    return "something was thrown that cannot be shown";
  }
}
