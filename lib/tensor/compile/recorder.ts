import { createHash } from "node:crypto";
import * as tf from "@tensorflow/tfjs-core";
import { shapeText } from "../checks";
import { isParameterData } from "../module";
import { CompileError } from "./compileError";
import { type NativeBackend, type OperationAttribute, TYPE_NUMBERS } from "./nativeBackend";
import type { ConstantNode, InputNode, OperationNode } from "./recording";
import { constantsTooLarge, parameterCaptured, requireRepeatable } from "./refusals";

/**
 * The first node's number; they count down. TensorFlow's optimizer sorts the factors of a product by their nodes' names and
 * then moves constants to the first, and finds GELU only where they stay where they are: with later nodes sorted first.
 */
const FIRST_NODE = 9_999_999;

/** Writes down the graph while operations are executed: which node each tensor's data came from. */
export class Recorder {
  readonly inputs: InputNode[] = [];
  readonly operations: OperationNode[] = [];
  readonly constants: ConstantNode[] = [];
  private readonly nodes = new Map<object, string>(); // of each tensor's data, which clones share
  private readonly known = new Map<string, string>(); // equal constants are one
  private constantBytes = 0;

  constructor(private readonly backend: NativeBackend, private readonly name: string, private readonly limit: number) {}

  /** A tensor that stands for an input: the same values under an identity of its own, though two inputs be one tensor. */
  input(tensor: tf.Tensor): tf.Tensor {
    const dtype = TYPE_NUMBERS[tensor.dtype]!;
    const standIn = this.backend.executeSingleOutput("Identity", [this.typeOf(tensor)], [tensor]);
    const name = `input${this.inputs.length}`;
    this.inputs.push({ name, dtype, shape: tensor.shape });
    this.nodes.set(standIn.dataId, name);
    return standIn;
  }

  /** To be called before the operation is executed; gives what to call with its outputs. */
  operation(operation: string, attributes: OperationAttribute[], inputs: tf.TensorInfo[]): (outputs: tf.Tensor[]) => void {
    requireRepeatable({ operation }, this.name);
    const name = `node${FIRST_NODE - this.operations.length}`;
    // Executed at once, TensorFlow finds this attribute by itself, and tfjs-node leaves it out here alone.
    const missing = operation === "ExpandDims" && attributes.length === 0 ? [this.typeOf(inputs[0]!)] : [];
    const node = { name, operation, attributes: [...attributes, ...missing], inputs: inputs.map((input) => this.nodeOf(input)) };
    return (outputs) => {
      this.operations.push({ ...node, shapes: outputs.map(({ shape }) => shape) });
      outputs.forEach(({ dataId }, i) => this.nodes.set(dataId, i === 0 ? name : `${name}:${i}`));
    };
  }

  /** The node that a tensor comes from; one that comes from none of the recorded ones is a constant. */
  nodeOf(tensor: tf.TensorInfo): string {
    const node = this.nodes.get(tensor.dataId) ?? this.constant(tensor);
    this.nodes.set(tensor.dataId, node);
    return node;
  }

  private typeOf({ dtype }: tf.TensorInfo): OperationAttribute {
    return { name: "T", type: this.backend.binding["TF_ATTR_TYPE"]!, value: TYPE_NUMBERS[dtype] };
  }

  private constant(tensor: tf.TensorInfo): string {
    const { dataId, shape } = tensor;
    const variables = Object.values(tf.engine().state.registeredVariables);
    if (isParameterData(dataId) || variables.some((variable) => variable.dataId === dataId)) throw parameterCaptured(this.name);
    const dtype = TYPE_NUMBERS[tensor.dtype];
    if (dtype === undefined) {
      throw new CompileError(`${this.name} captures a constant of dtype ${tensor.dtype}: expected float32, int32 or bool`);
    }
    const values = this.backend.readSync(dataId) as Float32Array;
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    const key = `${dtype}${shapeText(shape)}${createHash("sha256").update(bytes).digest("base64")}`;
    const known = this.known.get(key);
    if (known) return known;
    this.constantBytes += bytes.length;
    if (this.constantBytes > this.limit) {
      const [total, limit] = [this.constantBytes, this.limit];
      throw constantsTooLarge(this.name, { bytes: total, limit, shape: `${tensor.dtype} ${shapeText(shape)}` });
    }
    const name = `constant${this.constants.length}`;
    this.constants.push({ name, dtype, shape, bytes: bytes.slice() });
    this.known.set(key, name);
    return name;
  }
}
