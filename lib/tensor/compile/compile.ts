import * as tf from "@tensorflow/tfjs-core";
import { requireWhole } from "../checks";
import { CompileError } from "./compileError";
import { Graph } from "./graph";
import { type NativeBackend, nativeBackend } from "./nativeBackend";
import { isRecording } from "./record";
import { recordTwice } from "./recordTwice";
import { simplify } from "./simplify";
import { flatten } from "./structure";

export type CompileMode = "graph" | "try" | "plain";

export interface CompileOptions {
  /** what messages call the function; its own name unless told otherwise */
  name?: string;
  /** "graph" refuses a function that can't be compiled; "try" runs it as it is, after a warning; "plain" always does */
  mode?: CompileMode;
  /** how many graphs are kept, one for each signature; calls with further signatures run the function as it is */
  maxGraphs?: number;
  /** most bytes of constants in one graph */
  maxConstantBytes?: number;
}

/** What a compiled function has come to. */
export interface CompileReport {
  graphs: { signature: string; operations: number; constantBytes: number; milliseconds: number }[];
  /** Calls that ran the function as it is: on another engine, while gradients are taken, or with too many signatures. */
  plainCalls: number;
}

/** The function, its graphs, and how to let go of their memory. */
export interface Compiled<Args extends readonly unknown[], Result> {
  (...args: Args): Result;
  report(): CompileReport;
  /** Frees the graphs; the function can't be called afterwards. */
  dispose(): void;
}

/** Graphs whose compiled function was dropped without dispose() are freed when it is collected. */
const abandoned = new FinalizationRegistry<Map<string, Graph>>(freeAll);

/**
 * Makes a function from tensors to tensors run as one TensorFlow graph, on the native engine; elsewhere it is called as it is.
 *
 * The first call with a signature (the places, data types and shapes of the tensors, and the plain values) records the
 * operations that the function executes; every call then runs them as a graph, so that equal calls give equal results.
 * The function must depend on its arguments alone: whatever else it uses is a constant of the first call. It may be as
 * ordinary as `(parameters, x) => tf.matMul(x, parameters.w)`, take gradients inside, and call other compiled functions.
 * While a gradient is taken through it from outside it is called as it is, since a graph leaves no tape.
 *
 * @param run from tensors, numbers, strings and booleans, in plain arrays and objects, to such; it must return a tensor
 * @throws CompileError from a call, saying what in the function or its arguments can't be part of a graph.
 */
export function compile<Args extends readonly unknown[], Result>(
  run: (...args: Args) => Result,
  { name = run.name || "the function", mode = "graph", maxGraphs = 16, maxConstantBytes = 16 * 2 ** 20 }: CompileOptions = {},
): Compiled<Args, Result> {
  requireWhole("maxGraphs", maxGraphs);
  requireWhole("maxConstantBytes", maxConstantBytes, 0);
  const graphs = new Map<string, Graph>();
  const reports: CompileReport["graphs"] = [];
  let plainCalls = 0;
  let disposed = false;
  let isPlain = mode === "plain";
  let warned = false;

  const build = (backend: NativeBackend, args: Args, signature: string): Graph => {
    const began = performance.now();
    const recording = simplify(recordTwice(backend, run, { args, name, maxConstantBytes }), backend.binding);
    const graph = new Graph(backend, recording, name);
    graphs.set(signature, graph);
    const constantBytes = recording.constants.reduce((sum, { bytes }) => sum + bytes.length, 0);
    const milliseconds = performance.now() - began;
    reports.push({ signature, operations: recording.operations.length, constantBytes, milliseconds });
    return graph;
  };

  /** The graph for these arguments, made now if need be; null where there is to be none. */
  const graphFor = (backend: NativeBackend, args: Args, signature: string): Graph | null => {
    try {
      if (graphs.size < maxGraphs) return build(backend, args, signature);
      if (!warned) process.emitWarning(tooMany(name, { signature, last: reports.at(-1)!.signature, maxGraphs }));
      warned = true;
    } catch (error) {
      if (mode !== "try" || !(error instanceof CompileError)) throw error;
      process.emitWarning(`${error.message}. Meanwhile ${name} runs without a graph, which takes longer`);
      isPlain = true;
    }
    return null;
  };

  const compiled = (...args: Args): Result => {
    if (disposed) throw new CompileError(`${name} was disposed of: compile it anew`);
    const backend = isPlain ? null : nativeBackend();
    if (backend && !isRecording(backend) && tf.engine().state.gradientDepth === 0) {
      const { tensors, signature } = flatten(args, "argument");
      const graph = graphs.get(signature) ?? graphFor(backend, args, signature);
      if (graph) return graph.run(tensors) as Result;
    }
    plainCalls++;
    return run(...args);
  };
  abandoned.register(compiled, graphs, graphs);
  return Object.assign(compiled, {
    report: () => ({ graphs: reports, plainCalls }),
    dispose: () => {
      disposed = true;
      abandoned.unregister(graphs);
      freeAll(graphs);
    },
  });
}

function freeAll(graphs: Map<string, Graph>): void {
  for (const graph of graphs.values()) graph.dispose();
  graphs.clear();
}

/** Says what keeps changing: the first place where two signatures differ. */
function tooMany(name: string, { signature, last, maxGraphs }: { signature: string; last: string; maxGraphs: number }): string {
  let at = 0;
  while (signature[at] === last[at]) at++;
  const around = (text: string): string => text.slice(Math.max(0, at - 40), at + 20);
  return `${name} was called with more than ${maxGraphs} signatures (maxGraphs) and runs without a graph for further ones: ` +
    `…${around(last)}… became …${around(signature)}…. Give numbers that change as scalar tensors, and pad to few shapes`;
}
