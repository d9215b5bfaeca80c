import type * as tf from "@tensorflow/tfjs-core";
import { firstLine } from "../engine/start";
import { CompileError } from "./compileError";
import type { NativeBackend } from "./nativeBackend";
import type { Recording } from "./recording";
import { savedModel, TAG } from "./savedModel";
import { withTemporaryFile } from "./temporaryFolder";
import { withTensors } from "./structure";

/** A recorded graph that TensorFlow has loaded and can run. */
export class Graph {
  private readonly id: number;
  private readonly inputNames: string;
  private readonly fetched: string[];
  private readonly outputNames: string;
  private readonly inputs: string[];
  private readonly outputs: string[];
  private readonly result: unknown;

  /** @throws CompileError where TensorFlow refuses the graph, or there is no place for its file. */
  constructor(private readonly backend: NativeBackend, recording: Recording, name: string) {
    try {
      const content = savedModel(recording, backend.binding);
      this.id = withTemporaryFile("saved_model.pb", content, (folder) => backend.loadSavedModelMetaGraph(folder, TAG));
    } catch (error) {
      if (error instanceof CompileError) throw error;
      throw new CompileError(`${name} was recorded, but its graph could not be loaded: ${firstLine(error)}`, { cause: error });
    }
    this.inputs = recording.inputs.map(({ name }) => name);
    this.outputs = recording.outputs;
    this.result = recording.result;
    this.inputNames = this.inputs.map((name) => `${name}:0`).join(",");
    // What comes straight from an input is not fetched: TensorFlow refuses to give back what it was given.
    this.fetched = [...new Set(recording.outputs)].filter((node) => !this.inputs.includes(node));
    this.outputNames = this.fetched.map((node) => (node.includes(":") ? node : `${node}:0`)).join(",");
  }

  /** Runs it on other inputs, in the order of the recorded ones; gives new tensors in the recorded structure. */
  run(inputs: readonly tf.Tensor[]): unknown {
    const { backend, fetched } = this;
    const made = new Map<string, tf.Tensor>(this.inputs.map((name, i) => [name, inputs[i]!]));
    const results = fetched.length === 0 ? []
      : backend.binding.runSavedModel(this.id, backend.getInputTensorIds(inputs), this.inputNames, this.outputNames);
    const fresh = results.map((metadata) => backend.createOutputTensor(metadata));
    fetched.forEach((node, i) => made.set(node, fresh[i]!));
    const used = new Set<tf.Tensor>(inputs);
    const outputs = this.outputs.map((node) => {
      const tensor = made.get(node)!;
      if (used.has(tensor)) return tensor.clone(); // each place has a tensor of its own to dispose
      used.add(tensor);
      return tensor;
    });
    return withTensors(this.result, outputs);
  }

  dispose(): void {
    this.backend.deleteSavedModel(this.id);
  }
}
