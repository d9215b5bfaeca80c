import { fusible, isElementwise } from "./fusible";
import type { NativeBackend } from "./nativeBackend";
import type { OperationNode, Recording } from "./recording";

/** A change of shape that is not in the graph yet. */
interface Reshape {
  source: string;
  /** as it was recorded; its second input holds the shape */
  node: OperationNode;
}

/**
 * The same graph without what nobody needs, in operations that TensorFlow can fuse with one another: see {@link fusible}.
 *
 * A change of shape is put off until an operation needs it, since the next one may undo it; operations on single elements
 * go ahead in the shape from before. So what can be fused becomes neighbours.
 */
export function simplify(recording: Recording, binding: NativeBackend["binding"]): Recording {
  const operations: OperationNode[] = [];
  const shapes = new Map<string, readonly number[]>();
  const same = new Map<string, string>(); // nodes that give what another one gives
  const putOff = new Map<string, Reshape>();

  const note = ({ name, shapes: made }: OperationNode): void =>
    made.forEach((shape, i) => shapes.set(i === 0 ? name : `${name}:${i}`, shape));
  const write = (node: OperationNode): void => void operations.push(node);
  /** What to take for a recorded node, in the shape that was recorded. */
  const nodeOf = (name: string): string => {
    const reshape = putOff.get(name);
    putOff.delete(name);
    if (reshape) write({ ...reshape.node, inputs: [reshape.source, nodeOf(reshape.node.inputs[1]!)] });
    return same.get(name) ?? name;
  };
  /** The one change of shape that all inputs went through, scalars aside, if they did. */
  const commonReshape = (inputs: readonly string[]): Reshape | undefined => {
    const reshapes = inputs.filter((input) => shapes.get(input)!.length > 0).map((input) => putOff.get(input));
    const kinds = reshapes.map((reshape) => reshape && `${shapes.get(reshape.source)} to ${reshape.node.shapes}`);
    return new Set(kinds).size === 1 ? reshapes[0] : undefined;
  };

  for (const { name, shape } of [...recording.inputs, ...recording.constants]) shapes.set(name, shape);
  for (const node of recording.operations) {
    note(node);
    const { name, operation, inputs } = node;
    if (operation === "Reshape") {
      const source = putOff.get(inputs[0]!)?.source ?? nodeOf(inputs[0]!);
      if (String(shapes.get(source)) === String(node.shapes[0])) same.set(name, source);
      else putOff.set(name, { source, node });
      continue;
    }
    const reshape = isElementwise(operation) ? commonReshape(inputs) : undefined;
    const renamed = {
      ...node,
      name: reshape ? `${name}/before` : name,
      inputs: inputs.map((input) => (reshape ? putOff.get(input)?.source : undefined) ?? nodeOf(input)),
      shapes: reshape ? [shapes.get(reshape.source)!] : node.shapes,
    };
    note(renamed);
    fusible(renamed, renamed.inputs.map((input) => shapes.get(input)!), binding).forEach(write);
    if (reshape) putOff.set(name, { source: renamed.name, node: { ...reshape.node, name } });
  }
  const outputs = recording.outputs.map(nodeOf);
  return { ...recording, operations: needed(operations, outputs), outputs };
}

/** Only those operations that the outputs come from. */
function needed(operations: readonly OperationNode[], outputs: readonly string[]): OperationNode[] {
  const names = new Set(outputs.map(nodeName));
  return [...operations].reverse().filter(({ name, inputs }) => {
    if (!names.has(name)) return false;
    for (const input of inputs) names.add(nodeName(input));
    return true;
  }).reverse();
}

/** Without which of the node's outputs it is. */
function nodeName(output: string): string {
  return output.split(":")[0]!;
}
