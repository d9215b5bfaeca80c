import { join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { atomicWriteAll } from "../system/atomicWrite";
import { readJson } from "../system/readJson";
import { shown } from "../system/shown";
import { loadSafetensors, pendingTensor, safetensorsContent } from "../tensor/safetensors";
import { WordVectors } from "./wordVectors";

const VECTORS = "vectors.safetensors";
const WORDS = "words.json";

/**
 * Writes word vectors into a folder, both files or none: `vectors.safetensors` with the tensor `weight`
 * [words, hidden], and `words.json`, the list of words in the order of its rows.
 *
 * @throws The file system's own error, for instance where the folder does not exist.
 */
export async function saveWordVectors(folder: string, { words, matrix }: WordVectors): Promise<void> {
  await atomicWriteAll(folder, {
    [VECTORS]: safetensorsContent({ weight: pendingTensor("weight", matrix) }),
    [WORDS]: `${JSON.stringify(words)}\n`,
  });
}

/**
 * Reads what {@link saveWordVectors} wrote. The caller disposes the vectors.
 *
 * @throws TypeError, RangeError naming the file where words and rows don't fit together; SafetensorsError, SyntaxError
 * where a file is damaged; the file system's own error where one can't be read.
 */
export async function loadWordVectors(folder: string): Promise<WordVectors> {
  const words = await readJson(join(folder, WORDS));
  if (!Array.isArray(words) || !words.every((word): word is string => typeof word === "string")) {
    throw new TypeError(`${join(folder, WORDS)} holds ${shown(words)}: expected a list of words`);
  }
  const { tensors } = await loadSafetensors(join(folder, VECTORS));
  try {
    const { weight, ...others } = tensors;
    if (!weight || Object.keys(others).length > 0) {
      throw new TypeError(`it has the tensors ${Object.keys(tensors).join(", ")}: expected "weight" alone`);
    }
    return new WordVectors(words, weight as tf.Tensor2D);
  } catch (error) {
    tf.dispose(tensors);
    throw new TypeError(`${folder} holds no word vectors: ${(error as Error).message}`);
  }
}
