import type { GPTConfig } from "byhand";

/** Sizes that take milliseconds. */
export const SMALL_GPT = { vocabularySize: 7, contextLength: 8, hiddenSize: 8, layers: 2, heads: 4 };

/** Every choice that a GPT has, to be joined with sizes such as those of SMALL_GPT. */
export const GPT_OPTIONS: Record<string, Partial<GPTConfig>> = {
  "as GPT-2": {},
  "no norm": { norm: "none" },
  "root mean square norm": { norm: "rms" },
  "norm after the sum": { normPlacement: "post" },
  "no residual stream": { residual: false },
  "relu": { feedForward: "relu" },
  "swiglu": { feedForward: "swiglu" },
  "geglu": { feedForward: "geglu" },
  "sinusoidal positions": { positions: "sinusoidal" },
  "rotary positions": { positions: "rotary" },
  "no positions": { positions: "none" },
  "grouped queries": { keyValueHeads: 2 },
  "a head size of its own": { headSize: 6 },
  "sliding window": { slidingWindow: 3 },
  "no biases": { biases: false },
  "untied embeddings": { tiedEmbeddings: false },
  "scaled embeddings": { embeddingScale: 3 },
  "dropout": { dropout: 0.3 },
  "all at once": {
    norm: "rms", feedForward: "swiglu", positions: "rotary", keyValueHeads: 1, slidingWindow: 4, biases: false,
    tiedEmbeddings: false, dropout: 0.2,
  },
};
