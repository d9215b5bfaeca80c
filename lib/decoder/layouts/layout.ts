import type { CompleteGPTConfig, GPTConfig } from "../config";
import type { Fields } from "../../pretrained/fields";
import type { Naming } from "../../pretrained/placedTensors";

/** The values that a layout has a place for, by field; a field that is not named can have any. */
export type Sayable = { [Field in keyof GPTConfig]?: readonly CompleteGPTConfig[Field][] };

/** One kind of model directory: how its `config.json` and its tensors' names say what a {@link GPTConfig} says. */
export interface Layout extends Naming<CompleteGPTConfig> {
  /** `model_type` in `config.json` */
  modelType: string;
  /** The configurations that can be written in this layout. */
  sayable(config: CompleteGPTConfig): Sayable;
  writeConfig(config: CompleteGPTConfig): Fields;
  /** @throws TypeError, RangeError that names the field which this library lacks or can't read. */
  readConfig(fields: Fields): GPTConfig;
}
