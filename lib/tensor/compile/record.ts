import * as tf from "@tensorflow/tfjs-core";
import { CompileError } from "./compileError";
import type { NativeBackend } from "./nativeBackend";
import { Recorder } from "./recorder";
import type { Recording } from "./recording";
import { kept, valueRead } from "./refusals";
import { flatten, withTensors } from "./structure";

/** Whether a call is being recorded just now, by whichever copy of this library. */
export function isRecording(backend: NativeBackend): boolean {
  return Object.hasOwn(backend, "executeSingleOutput");
}

/**
 * Calls a function once and writes down which TensorFlow operations it executes on what.
 *
 * @throws CompileError where a graph could not repeat what it does; any error of the function itself.
 */
export function record(
  backend: NativeBackend,
  run: (...args: never[]) => unknown,
  { args, name, maxConstantBytes }: { args: readonly unknown[]; name: string; maxConstantBytes: number },
): Recording {
  const before = tf.memory().numTensors;
  const recorder = new Recorder(backend, name, maxConstantBytes);
  let outputs: string[] = [];
  let result: unknown;
  tf.tidy(() => {
    const standIns = flatten(args, "argument").tensors.map((tensor) => recorder.input(tensor));
    const stoodFor = withTensors(args, standIns) as never[];
    result = watched(backend, recorder, { name, run: () => run(...stoodFor) });
    const { tensors } = flatten(result, `the result of ${name}`);
    if (tensors.length === 0) throw new CompileError(`${name} returns no tensor: there is nothing to compute`);
    outputs = tensors.map((tensor) => recorder.nodeOf(tensor));
  });
  const left = tf.memory().numTensors - before;
  if (left !== 0) throw kept(name, left);
  const { inputs, constants, operations } = recorder;
  return { inputs, constants, operations, outputs, result };
}

/** Runs a function while each operation is shown to the recorder, and reading values is refused. */
function watched(
  backend: NativeBackend,
  recorder: Recorder,
  { name, run }: { name: string; run: () => unknown },
): unknown {
  const prototype = Object.getPrototypeOf(backend) as NativeBackend;
  const engine = tf.engine() as { read?: unknown; readSync?: unknown };
  let refused: CompileError | null = null;
  backend.executeSingleOutput = (operation, attributes, inputs) => {
    const then = recorder.operation(operation, attributes, inputs);
    const output = prototype.executeSingleOutput.call(backend, operation, attributes, inputs);
    then([output]);
    return output;
  };
  backend.executeMultipleOutputs = (operation, attributes, inputs, count) => {
    const then = recorder.operation(operation, attributes, inputs);
    const outputs = prototype.executeMultipleOutputs.call(backend, operation, attributes, inputs, count);
    then(outputs);
    return outputs;
  };
  engine.readSync = () => { throw refused ??= valueRead(name); };
  // The promise would be rejected with nobody there to see it: refused when the function is through instead.
  engine.read = () => { refused ??= valueRead(name); return new Promise(() => undefined); };
  try {
    const result = run();
    // It is refused, but goes on after its first await, with tensors that are gone; nobody waits for that failure.
    if (result instanceof Promise) result.catch(() => undefined);
    if (refused) throw refused;
    return result;
  } finally {
    for (const hook of ["executeSingleOutput", "executeMultipleOutputs"]) Reflect.deleteProperty(backend, hook);
    for (const hook of ["read", "readSync"]) Reflect.deleteProperty(engine, hook);
  }
}
