import { createRequire } from "node:module";

/** TensorFlow's protocol buffers as tfjs-node ships them (generated for google-protobuf), as far as a graph needs them. */
export interface Messages {
  AttrValue: new () => AttrValue;
  GraphDef: new () => Message & { addNode(node: NodeDef): void; setVersions(versions: Message): void };
  MetaGraphDef: { new (): Message & { setMetaInfoDef(info: Message): void; setGraphDef(graph: Message): void };
    MetaInfoDef: new () => Message & { addTags(tag: string): void } };
  NodeDef: new () => NodeDef;
  SavedModel: new () => Message & { setSavedModelSchemaVersion(version: number): void; addMetaGraphs(graph: Message): void };
  Tensor: new () => Message & {
    setDtype(type: number): void; setTensorShape(shape: Message): void; setTensorContent(bytes: Uint8Array): void;
  };
  TensorShape: { new (): Message & { addDim(dimension: Message): void; setUnknownRank(unknown: boolean): void };
    Dim: new () => Message & { setSize(size: number): void } };
  VersionDef: new () => Message & { setProducer(version: number): void };
}

export interface Message {
  serializeBinary(): Uint8Array;
}

export interface NodeDef extends Message {
  setName(name: string): void;
  setOp(operation: string): void;
  setInputList(names: string[]): void;
  getAttrMap(): { set(name: string, value: AttrValue): void };
}

export interface AttrValue extends Message {
  setS(bytes: Uint8Array): void;
  setI(whole: number): void;
  setF(number: number): void;
  setB(truth: boolean): void;
  setType(type: number): void;
  setShape(shape: Message): void;
  setTensor(tensor: Message): void;
  setList(list: ListValue): void;
}

interface ListValue extends Message {
  setIList(wholes: number[]): void;
  setFList(numbers: number[]): void;
  setBList(truths: boolean[]): void;
}

let loaded: Messages & { AttrValue: { ListValue: new () => ListValue } } | null = null;

/** The message classes; loaded when the first graph is written, since nothing else needs them. */
export function messages(): Messages & { AttrValue: { ListValue: new () => ListValue } } {
  loaded ??= createRequire(__filename)("@tensorflow/tfjs-node/dist/proto/api_pb.js");
  return loaded!;
}
