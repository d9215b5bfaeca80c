import * as tf from "@tensorflow/tfjs-core";
import { shapeText } from "./checks";

/** Tensors by name, as in a checkpoint (PyTorch's state dictionary). */
export type Parameters = Record<string, tf.Tensor>;

const parameterData = new WeakSet<object>();

/** Whether a tensor's data is, or was, that of a parameter: it changes while a model learns. */
export function isParameterData(dataId: object): boolean {
  return parameterData.has(dataId);
}

/** One trainable tensor of a module. */
export class Parameter {
  private stored: tf.Tensor;
  private replacement: tf.Tensor | null = null;

  constructor(tensor: tf.Tensor) {
    this.stored = tf.keep(tensor);
    parameterData.add(tensor.dataId);
  }

  /** The tensor to compute with: the module's own, or inside {@link functionalCall} the one that was given. */
  get value(): tf.Tensor {
    return this.replacement ?? this.stored;
  }

  /** Takes a copy of the tensor as the module's own from now on; tfjs copies share their memory. */
  set(tensor: tf.Tensor): void {
    const copy = tf.keep(tf.clone(tensor));
    this.stored.dispose();
    this.stored = copy;
    parameterData.add(copy.dataId);
  }

  /** Computes with another tensor for a while; null ends it. Returns what was there before. */
  replace(tensor: tf.Tensor | null): tf.Tensor | null {
    const before = this.replacement;
    this.replacement = tensor;
    return before;
  }

  dispose(): void {
    this.stored.dispose();
  }
}

/**
 * A part of a model that has parameters.
 *
 * Fields that hold a {@link Parameter}, a Module or an array of Modules are found by themselves, and their field names
 * joined by dots are the names in the checkpoint: `transformer.h.0.attn.c_attn.weight`.
 */
export abstract class Module {
  /** True while training: dropout is on. A new module is in evaluation mode. */
  training = false;

  /** Switches this module and all inside it to training mode. */
  train(): this {
    return this.setTraining(true);
  }

  /** Switches this module and all inside it to evaluation mode: dropout is really off. */
  eval(): this {
    return this.setTraining(false);
  }

  /** All parameters by their dotted names, in the order of the fields. */
  namedParameters(): Map<string, Parameter> {
    const found = new Map<string, Parameter>();
    for (const [name, value] of Object.entries(this)) {
      if (value instanceof Parameter) found.set(name, value);
    }
    for (const [name, child] of this.children()) {
      for (const [inner, parameter] of child.namedParameters()) found.set(`${name}.${inner}`, parameter);
    }
    return found;
  }

  /** The tensors themselves by name, not copies: don't dispose them. */
  stateDict(): Parameters {
    return Object.fromEntries([...this.namedParameters()].map(([name, parameter]) => [name, parameter.value]));
  }

  /**
   * Takes copies of these tensors as its own.
   * @throws RangeError that lists all missing, unknown and mis-shaped names; nothing is changed then.
   */
  loadStateDict(parameters: Parameters): void {
    const own = this.namedParameters();
    requireSameNames(own, parameters);
    for (const [name, parameter] of own) parameter.set(parameters[name]);
  }

  /** How many numbers are trained. */
  countParameters(): number {
    return [...this.namedParameters().values()].reduce((sum, { value }) => sum + value.size, 0);
  }

  /** Frees the parameters' memory; the module can't be used afterwards. */
  dispose(): void {
    for (const parameter of this.namedParameters().values()) parameter.dispose();
  }

  private setTraining(training: boolean): this {
    this.training = training;
    for (const [, child] of this.children()) child.setTraining(training);
    return this;
  }

  private *children(): Generator<[string, Module]> {
    for (const [name, value] of Object.entries(this)) {
      if (value instanceof Module) yield [name, value];
      if (Array.isArray(value)) {
        for (const [i, item] of value.entries()) if (item instanceof Module) yield [`${name}.${i}`, item];
      }
    }
  }
}

/**
 * Runs a function in which the module computes with these tensors in place of its own; the module is as before afterwards.
 *
 * This makes a model a pure function of its parameters, as a training step needs it (torch.func.functional_call).
 *
 * @throws RangeError where names or shapes differ from the module's.
 */
export function functionalCall<T>(module: Module, parameters: Parameters, run: () => T): T {
  const own = module.namedParameters();
  requireSameNames(own, parameters);
  const before = [...own].map(([name, parameter]) => parameter.replace(parameters[name]));
  try {
    return run();
  } finally {
    [...own.values()].forEach((parameter, i) => parameter.replace(before[i]));
  }
}

function requireSameNames(own: Map<string, Parameter>, given: Parameters): void {
  const shapes = [...own].map(([name, { value }]): [string, number[]] => [name, value.shape]);
  requireSameShapes(new Map(shapes), new Map(Object.entries(given).map(([name, { shape }]) => [name, shape])));
}

/** @throws RangeError that lists all missing, unknown and mis-shaped names. */
export function requireSameShapes(
  own: ReadonlyMap<string, readonly number[]>,
  given: ReadonlyMap<string, readonly number[]>,
): void {
  const problems: string[] = [];
  for (const [name, expected] of own) {
    const shape = given.get(name);
    if (!shape) problems.push(`${name} is missing`);
    else if (shapeText(shape) !== shapeText(expected)) {
      problems.push(`${name} has shape ${shapeText(shape)}, the model has ${shapeText(expected)}`);
    }
  }
  for (const name of given.keys()) if (!own.has(name)) problems.push(`${name} is not in the model`);
  if (problems.length === 0) return;
  const shown = problems.slice(0, 10).join("; ") + (problems.length > 10 ? `; and ${problems.length - 10} more` : "");
  throw new RangeError(`parameters don't fit the model: ${shown}. Was the model made with the same configuration?`);
}
