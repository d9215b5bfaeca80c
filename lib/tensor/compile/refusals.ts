import type { OperationNode } from "./recording";
import { CompileError } from "./compileError";

/** Their results' shapes depend on values, but a graph is recorded with shapes that stay. */
const GROWING = [
  "Where", "Unique", "UniqueV2", "ListDiff", "NonMaxSuppressionV2", "NonMaxSuppressionV3", "NonMaxSuppressionV4",
  "NonMaxSuppressionV5", "DynamicPartition", "SparseFillEmptyRows", "SparseReshape",
];
/** They draw from a generator inside TensorFlow, which no seed of ours reaches. */
const RANDOM = ["Multinomial", "RandomUniform", "RandomStandardNormal", "TruncatedNormal", "RandomGamma", "RandomShuffle"];

/** @throws CompileError where an operation can't be repeated by a graph. */
export function requireRepeatable({ operation }: Pick<OperationNode, "operation">, name: string): void {
  if (GROWING.includes(operation)) {
    throw new CompileError(
      `${name} uses ${operation}, the shape of whose result depends on values: a graph's shapes must stay the same; ` +
        "mask with tf.where(condition, a, b) or tf.mul instead, or do it outside",
    );
  }
  if (RANDOM.includes(operation)) {
    throw new CompileError(
      `${name} uses ${operation}, which draws random numbers that no seed repeats: give the seed as a tensor and draw ` +
        "with uniformFromSeed, or dropout inside withSeed; or draw outside and give the numbers as an argument",
    );
  }
}

export function valueRead(name: string): CompileError {
  return new CompileError(
    `${name} reads a tensor's values (data, dataSync, array, arraySync, print): a graph runs without coming back to ` +
      "JavaScript, so what is decided there would be the first call's for ever; compute with tensor operations " +
      "(tf.where to choose), or return the tensor and read it outside",
  );
}

export function parameterCaptured(name: string): CompileError {
  return new CompileError(
    `${name} uses a parameter or a tf.variable that is not among its arguments: its value of now would be baked into the ` +
      "graph; give it as an argument, the parameters of a model with (parameters, …) => functionalCall(model, parameters, …)",
  );
}

export function constantsTooLarge(
  name: string,
  { bytes, limit, shape }: { bytes: number; limit: number; shape: string },
): CompileError {
  return new CompileError(
    `${name} captures ${bytes} bytes of constants, the last one ${shape}: more than maxConstantBytes, ${limit}; give large ` +
      "tensors as arguments, or raise the limit",
  );
}

export function kept(name: string, count: number): CompileError {
  return new CompileError(
    `${name} leaves ${Math.abs(count)} tensors ${count > 0 ? "behind (tf.keep, tf.variable)" : "fewer than before (dispose)"}: ` +
      "a graph does only what the result shows; return all that is made, and keep or dispose tensors outside",
  );
}

export function unequal(name: string, what: string): CompileError {
  return new CompileError(
    `${name} did not do the same twice for the same arguments (${what}): it must depend on its arguments alone, not on ` +
      "random numbers, counters or caches of its own; give these as arguments",
  );
}
