import type * as tf from "@tensorflow/tfjs-core";
import type * as byhand from "byhand";
import { type OracleTensor, readJsonOracle, tensorOf } from "../../oracle";

interface Found { ids: number[]; similarities: number[] }

/** By gensim, scikit-learn and scipy (test/oracles/word_vectors.py). */
export const oracle = readJsonOracle<{
  matrix: OracleTensor;
  neighbours: ({ id: number } & Found)[];
  analogies: ({ question: [number, number, number] } & Found)[];
  pca: Record<"rows" | "points" | "others" | "projected", number[][]> & { explained: number[] };
  associations: ({ leans: number[]; statistic: number; effectSize: number; pValue: number } &
    Record<"first" | "second" | "to" | "from", number[]>)[];
}>("word_vectors.json");

export const word = (id: number): string => `w${id}`;

/** The oracle's words and vectors. */
export function vectorsOf({ WordVectors }: typeof byhand): byhand.WordVectors {
  const matrix = tensorOf(oracle.matrix) as tf.Tensor2D;
  return new WordVectors(Array.from({ length: matrix.shape[0] }, (_, id) => word(id)), matrix);
}
