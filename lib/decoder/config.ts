import { requireDivisor, requireWhole } from "../tensor/checks";

/** The sizes of a GPT. */
export interface GPTConfig {
  vocabularySize: number;
  /** the longest text it can see, in tokens */
  contextLength: number;
  hiddenSize: number;
  layers: number;
  /** attention heads in each layer; must divide hiddenSize */
  heads: number;
  /** features inside the feed-forward layer; 4 · hiddenSize unless told otherwise */
  innerSize?: number;
  /** share of features dropped while training, 0 unless told otherwise */
  dropout?: number;
  /** 1e-5 unless told otherwise */
  layerNormEpsilon?: number;
}

/** Fills in the defaults. @throws RangeError naming the field that no model can have. */
export function completeConfig(config: GPTConfig): Required<GPTConfig> {
  if (typeof config !== "object" || config === null) {
    throw new TypeError(`config is ${config}: expected the sizes of a GPT, { vocabularySize, contextLength, hiddenSize, … }`);
  }
  const complete = {
    ...config,
    innerSize: config.innerSize ?? 4 * config.hiddenSize,
    dropout: config.dropout ?? 0,
    layerNormEpsilon: config.layerNormEpsilon ?? 1e-5,
  };
  for (const field of ["vocabularySize", "contextLength", "hiddenSize", "layers", "heads", "innerSize"] as const) {
    requireWhole(`config.${field}`, complete[field]);
  }
  const { hiddenSize, heads, dropout, layerNormEpsilon } = complete;
  requireDivisor("config.heads", heads, hiddenSize);
  if (!(dropout >= 0 && dropout < 1)) throw new RangeError(`config.dropout is ${dropout}: expected a share in [0, 1)`);
  if (!(layerNormEpsilon > 0)) {
    throw new RangeError(`config.layerNormEpsilon is ${layerNormEpsilon}: expected a small positive number such as 1e-5`);
  }
  return complete;
}
