import * as tf from "@tensorflow/tfjs-core";
import { Embedding } from "../embedding";
import { dropout } from "../tensor/dropout";
import { LayerNorm } from "../tensor/layerNorm";
import { Module } from "../tensor/module";
import type { Random } from "../tensor/random";
import type { InputTensors } from "./inputs";
import { type BertContext, normalize } from "./normalize";

/**
 * What each token is, where it stands and which text of a pair it is of: `layerNorm(W[ids] + P[0 … time − 1] + T[types])`.
 *
 * Source: Devlin et al., "BERT" (2019), figure 2.
 */
export class BertEmbeddings extends Module {
  readonly word_embeddings: Embedding;
  readonly position_embeddings: Embedding;
  readonly token_type_embeddings: Embedding;
  readonly LayerNorm: LayerNorm;

  constructor(private readonly context: BertContext, random: Random) {
    super();
    const { vocabularySize, contextLength, tokenTypes, hiddenSize, initializerRange } = context.config;
    const table = (rows: number): Embedding => new Embedding(rows, hiddenSize, { deviation: initializerRange, random });
    this.word_embeddings = table(vocabularySize);
    this.position_embeddings = table(contextLength);
    this.token_type_embeddings = table(tokenTypes);
    this.LayerNorm = new LayerNorm(hiddenSize);
  }

  /** [batch, time] → [batch, time, hidden] */
  forward({ ids, tokenTypes }: Pick<InputTensors, "ids" | "tokenTypes">): tf.Tensor {
    const { config, parts: { embedding } } = this.context;
    const positions = tf.range(0, ids.shape[1], 1, "int32");
    const words = embedding(this.word_embeddings.weight.value, ids);
    const types = embedding(this.token_type_embeddings.weight.value, tokenTypes);
    const places = embedding(this.position_embeddings.weight.value, positions); // [time, hidden]
    const x = normalize(tf.add(tf.add(words, types), places), this.LayerNorm, this.context);
    return this.training ? dropout(x, config.dropout) : x;
  }
}
