import { Embedding } from "../embedding";
import { Module } from "../tensor/module";
import type { Random } from "../tensor/random";
import { DecoderBlock } from "./block";
import type { CompleteGPTConfig } from "./config";
import { createNorm, type Norm } from "./norm";
import type { Parts } from "./parts";

/** What is inside GPT-2's `transformer.` names: embeddings, blocks and the final norm. */
export class Transformer extends Module {
  readonly wte: Embedding;
  readonly wpe?: Embedding;
  readonly h: DecoderBlock[];
  readonly ln_f: Norm;

  constructor(config: CompleteGPTConfig, parts: Parts, random: Random) {
    super();
    const deviation = 0.02;
    this.wte = new Embedding(config.vocabularySize, config.hiddenSize, { deviation, random });
    if (config.positions === "learned") {
      this.wpe = new Embedding(config.contextLength, config.hiddenSize, { deviation, random });
    }
    this.h = Array.from({ length: config.layers }, () => new DecoderBlock(config, parts, random));
    if (config.normPlacement === "pre") this.ln_f = createNorm(config); // post-norm blocks end with a norm of their own
  }
}
