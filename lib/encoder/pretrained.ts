import { readModelFolder, type SavePretrainedOptions, writeModelFolder } from "../pretrained/modelFolder";
import { placedTensors } from "../pretrained/placedTensors";
import type { Module } from "../tensor/module";
import type { CompleteBertConfig } from "./config";
import { type BertDescription, bertFields, readBertFields } from "./huggingFaceConfig";
import { bertNaming, isOfHead } from "./names";
import type { BertParts } from "./parts";

export interface FromPretrainedOptions {
  /** functions to use in place of the library's own */
  parts?: Partial<BertParts>;
  /** of parameters that are made anew */
  seed?: number;
  /** whether parameters of the head that the folder lacks are made anew, to be trained; false unless told otherwise */
  newHead?: boolean;
}

export async function writeBert(
  directory: string,
  { model, ...description }: BertDescription & { model: Module },
  options: SavePretrainedOptions,
): Promise<void> {
  const tensors = placedTensors(model.stateDict(), { layout: bertNaming, config: null });
  await writeModelFolder(directory, { fields: bertFields(description, options), tensors }, options);
}

/**
 * @param make gives a model of the configuration, whose parameters are then replaced
 * @throws RangeError that lists missing, unknown and mis-shaped parameters by name; parameters of other heads are passed over.
 */
export async function readBert<Model extends Module>(
  directory: string,
  { make, newHead = false }: {
    make: (config: CompleteBertConfig, labels?: readonly string[]) => Model;
    newHead?: boolean;
  },
): Promise<Model> {
  const lacking: string[] = [];
  const mayBeMissing = (name: string): boolean => {
    if (isOfHead(name)) lacking.push(name);
    return newHead && isOfHead(name);
  };
  try {
    return await readModelFolder<Model, BertDescription>(directory, {
      read: (json) => ({ layout: bertNaming, config: readBertFields(json) }),
      make: ({ config, labels }) => make(config, labels),
      mayBeMissing,
    });
  } catch (error) {
    if (newHead || lacking.length === 0 || !(error instanceof RangeError)) throw error;
    throw new RangeError(
      `${error.message} Give { newHead: true } to have ${lacking.slice(0, 3).join(", ")}${lacking.length > 3 ? " …" : ""} made ` +
        "anew, to be trained",
    );
  }
}
