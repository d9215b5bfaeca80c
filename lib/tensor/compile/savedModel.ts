import { type AttrValue, type Message, messages, type NodeDef } from "./messages";
import type { NativeBackend, OperationAttribute } from "./nativeBackend";
import type { Recording } from "./recording";
import { CompileError } from "./compileError";

/** How operations are to be understood: TensorFlow 2.9's, the oldest that tfjs-node 4.22 comes with. */
const PRODUCER = 1087;
/** The tag under which the graph is found again. */
export const TAG = "serve";

/** The recorded graph in TensorFlow's own file format, the content of `saved_model.pb`. */
export function savedModel(recording: Recording, binding: NativeBackend["binding"]): Uint8Array {
  const { GraphDef, MetaGraphDef, SavedModel, VersionDef } = messages();
  const graph = new GraphDef();
  for (const { name, dtype, shape } of recording.inputs) {
    graph.addNode(node(name, "Placeholder", { attributes: { dtype: typeValue(dtype), shape: shapeValue(shape) } }));
  }
  for (const { name, dtype, shape, bytes } of recording.constants) {
    graph.addNode(node(name, "Const", { attributes: { dtype: typeValue(dtype), value: tensorValue({ dtype, shape, bytes }) } }));
  }
  for (const { name, operation, inputs, attributes } of recording.operations) {
    const values = attributes.map((attribute) => [attribute.name, attributeValue(attribute, binding)] as const);
    graph.addNode(node(name, operation, { inputs, attributes: Object.fromEntries(values) }));
  }
  const versions = new VersionDef();
  versions.setProducer(PRODUCER);
  graph.setVersions(versions);

  const info = new MetaGraphDef.MetaInfoDef();
  info.addTags(TAG);
  const meta = new MetaGraphDef();
  meta.setMetaInfoDef(info);
  meta.setGraphDef(graph);
  const model = new SavedModel();
  model.setSavedModelSchemaVersion(1);
  model.addMetaGraphs(meta);
  return model.serializeBinary();
}

function node(
  name: string,
  operation: string,
  { inputs = [], attributes }: { inputs?: readonly string[]; attributes: Record<string, AttrValue> },
): NodeDef {
  const made = new (messages().NodeDef)();
  made.setName(name);
  made.setOp(operation);
  made.setInputList([...inputs]);
  for (const [key, value] of Object.entries(attributes)) made.getAttrMap().set(key, value);
  return made;
}

function value(set: (made: AttrValue) => void): AttrValue {
  const made = new (messages().AttrValue)();
  set(made);
  return made;
}

const typeValue = (type: number): AttrValue => value((made) => made.setType(type));
const shapeValue = (shape: readonly number[]): AttrValue => value((made) => made.setShape(shapeMessage(shape)));

function tensorValue({ dtype, shape, bytes }: { dtype: number; shape: readonly number[]; bytes: Uint8Array }): AttrValue {
  const tensor = new (messages().Tensor)();
  tensor.setDtype(dtype);
  tensor.setTensorShape(shapeMessage(shape));
  tensor.setTensorContent(bytes);
  return value((made) => made.setTensor(tensor));
}

function shapeMessage(shape: readonly number[]): Message {
  const { TensorShape } = messages();
  const made = new TensorShape();
  for (const size of shape) {
    const dimension = new TensorShape.Dim();
    dimension.setSize(size);
    made.addDim(dimension);
  }
  return made;
}

/** The same attribute that the binding hands to TensorFlow, as a message. */
function attributeValue({ name, type, value: given }: OperationAttribute, binding: NativeBackend["binding"]): AttrValue {
  if (type === binding["TF_ATTR_SHAPE"]) return shapeValue(given as number[]);
  const list = new (messages().AttrValue.ListValue)();
  const made = new (messages().AttrValue)();
  if (Array.isArray(given)) {
    if (type === binding["TF_ATTR_INT"]) list.setIList(given as number[]);
    else if (type === binding["TF_ATTR_FLOAT"]) list.setFList(given as number[]);
    else if (type === binding["TF_ATTR_BOOL"]) list.setBList(given as boolean[]);
    else throw unknownAttribute(name, given);
    made.setList(list);
  } else if (type === binding["TF_ATTR_INT"]) made.setI(given as number);
  else if (type === binding["TF_ATTR_FLOAT"]) made.setF(given as number);
  else if (type === binding["TF_ATTR_BOOL"]) made.setB(Boolean(given));
  else if (type === binding["TF_ATTR_TYPE"]) made.setType(given as number);
  else if (type === binding["TF_ATTR_STRING"]) made.setS(new TextEncoder().encode(given as string));
  else throw unknownAttribute(name, given);
  return made;
}

function unknownAttribute(name: string, given: unknown): CompileError {
  return new CompileError(`the attribute ${name} is ${String(given)}, of a kind that can't be written into a graph yet`);
}
