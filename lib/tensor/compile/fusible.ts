import type { NativeBackend } from "./nativeBackend";
import type { OperationNode } from "./recording";

type Shape = readonly number[];

/** They compute each element from those in the same place, whatever the shape. */
const ELEMENTWISE = [
  "Add", "Sub", "Mul", "RealDiv", "Maximum", "Minimum", "Square", "Sqrt", "Rsqrt", "Exp", "Log", "Neg", "Tanh", "Sigmoid",
  "Erf", "Relu",
];

export function isElementwise(operation: string): boolean {
  return ELEMENTWISE.includes(operation);
}

/**
 * The same operation by the name under which TensorFlow's graph optimizer fuses it with its neighbours: a product of two
 * matrices with the bias that is added to it, and both with the GELU of that sum. tfjs calls for more general ones, which
 * the optimizer leaves alone.
 *
 * One sum must not be fused: that of many products, scaled, and a mask [batch, 1, query, key], as in attention. The fused
 * kernel takes a hundred times as long, so that the sum becomes x − (−mask), which is equal to the last bit.
 * Source: TensorFlow 2.15, core/grappler/optimizers/remapper.cc.
 *
 * @param shapes of the inputs
 * @returns one or two operations, the last one under the node's name
 */
export function fusible(node: OperationNode, shapes: readonly Shape[], binding: NativeBackend["binding"]): OperationNode[] {
  const { name, operation, inputs, attributes } = node;
  const [a, b] = shapes as [Shape, Shape];
  if (operation === "BatchMatMulV2" && a.length === 2 && b.length === 2) {
    const ofMatrices: Record<string, string> = { adj_x: "transpose_a", adj_y: "transpose_b" };
    const renamed = attributes.map((attribute) => ({ ...attribute, name: ofMatrices[attribute.name] ?? attribute.name }));
    return [{ ...node, operation: "MatMul", attributes: renamed }];
  }
  if (operation !== "Add") return [node];
  if (a.length === 2 && b.length === 1 && a[1] === b[0]) {
    const layout = { name: "data_format", type: binding["TF_ATTR_STRING"]!, value: "NHWC" };
    return [{ ...node, operation: "BiasAdd", attributes: [...attributes, layout] }];
  }
  if (a.length === 4 && b.length === 4 && (a[1] === 1) !== (b[1] === 1)) {
    const [scores, mask] = a[1] === 1 ? [1, 0] : [0, 1];
    const negated = { ...node, name: `${name}/negated`, operation: "Neg", inputs: [inputs[mask]!], shapes: [shapes[mask]!] };
    return [negated, { ...node, operation: "Sub", inputs: [inputs[scores]!, negated.name] }];
  }
  return [{ ...node, operation: "AddV2" }];
}
