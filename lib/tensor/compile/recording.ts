import type { OperationAttribute } from "./nativeBackend";

/** A constant's value, as bytes in the processor's own order. */
export interface ConstantNode {
  name: string;
  /** TensorFlow's number */
  dtype: number;
  shape: readonly number[];
  bytes: Uint8Array;
}

/** An operation; inputs are names of nodes, `name:1` for a node's second output. */
export interface OperationNode {
  name: string;
  operation: string;
  inputs: readonly string[];
  attributes: readonly OperationAttribute[];
  /** of the outputs */
  shapes: readonly (readonly number[])[];
}

/** A placeholder, which gets its value at each run. */
export interface InputNode {
  name: string;
  /** TensorFlow's number */
  dtype: number;
  shape: readonly number[];
}

/** All that one call of a function did, as a graph. */
export interface Recording {
  inputs: InputNode[];
  constants: ConstantNode[];
  operations: OperationNode[];
  /** What the call gave: its tensors by the nodes that make them. */
  outputs: string[];
  /** The structure that it gave; its tensors are gone, only their places count. */
  result: unknown;
}
