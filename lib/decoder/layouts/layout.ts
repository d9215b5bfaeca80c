import type { CompleteGPTConfig, GPTConfig } from "../config";
import type { Fields } from "./fields";

/** Where a parameter of ours lies in a checkpoint. */
export interface Place {
  /** the checkpoint's tensors: side by side on the last axis of ours, each with its size there; one alone is all of it */
  pieces: { name: string; size?: number }[];
  /** whether theirs is stored [out, in], as PyTorch's nn.Linear has it; ours is [in, out] */
  transposed?: boolean;
  /** what is added to theirs to give ours; 0 unless told otherwise */
  offset?: number;
}

/** The values that a layout has a place for, by field; a field that is not named can have any. */
export type Sayable = { [Field in keyof GPTConfig]?: readonly CompleteGPTConfig[Field][] };

/** One kind of model directory: how its `config.json` and its tensors' names say what a {@link GPTConfig} says. */
export interface Layout {
  /** `model_type` in `config.json` */
  modelType: string;
  /** The configurations that can be written in this layout. */
  sayable(config: CompleteGPTConfig): Sayable;
  writeConfig(config: CompleteGPTConfig): Fields;
  /** @throws TypeError, RangeError that names the field which this library lacks or can't read. */
  readConfig(fields: Fields): GPTConfig;
  /** Where the checkpoint has our parameter of this name. */
  place(name: string, config: CompleteGPTConfig): Place;
  /** what the names begin with in a model with its language-modelling head; checkpoints of the bare model lack it */
  prefix: string;
  /** buffers and copies in some checkpoints that are no parameters of their own */
  derived(name: string, config: CompleteGPTConfig): boolean;
}
