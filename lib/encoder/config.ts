import { onlyGiven } from "../system/onlyGiven";
import { requireDivisor, requireWhole } from "../tensor/checks";

/** The shape of a BERT. */
export interface BertConfig {
  vocabularySize: number;
  /** the longest text it can see, in tokens */
  contextLength: number;
  hiddenSize: number;
  layers: number;
  /** attention heads in each layer; must divide hiddenSize */
  heads: number;
  /** features inside the feed-forward layer; 4 · hiddenSize unless told otherwise */
  innerSize?: number;
  /** its activation; "exactGelu" (by erf, as BERT's) unless told otherwise; "gelu" is the tanh form */
  activation?: "exactGelu" | "gelu" | "relu";
  /** 1e-12 unless told otherwise */
  normEpsilon?: number;
  /** standard deviation of the weights before training; 0.02 unless told otherwise, which suits BERT's 768 features */
  initializerRange?: number;
  /** how many token types there are: 2 for pairs of texts (unless told otherwise), 1 for none, as in RoBERTa */
  tokenTypes?: number;
  /** the token that fills texts up; 0 unless told otherwise, null where there is none */
  paddingId?: number | null;
  /** share of features dropped while training, 0 unless told otherwise */
  dropout?: number;
}

/** A configuration with every field filled in. */
export type CompleteBertConfig = Required<BertConfig>;

const ACTIVATIONS: readonly unknown[] = ["exactGelu", "gelu", "relu"];

/**
 * Fills in the defaults.
 * @throws RangeError, TypeError naming the field that no model can have.
 */
export function completeBertConfig(config: BertConfig): CompleteBertConfig {
  if (typeof config !== "object" || config === null) {
    throw new TypeError(`config is ${config}: expected the sizes of a BERT, { vocabularySize, contextLength, hiddenSize, … }`);
  }
  const given = onlyGiven(config);
  const defaults = {
    innerSize: 4 * config.hiddenSize, activation: "exactGelu", normEpsilon: 1e-12, initializerRange: 0.02, tokenTypes: 2,
    paddingId: 0, dropout: 0,
  } satisfies Partial<BertConfig>;
  const sizes = ["vocabularySize", "contextLength", "hiddenSize", "layers", "heads"] as const;
  const known = [...sizes, ...Object.keys(defaults)];
  for (const field of Object.keys(given)) {
    if (!known.includes(field)) throw new TypeError(`config.${field} is no field of a BERT: it has ${known.join(", ")}`);
  }
  for (const field of sizes) requireWhole(`config.${field}`, config[field]);
  requireDivisor("config.heads", config.heads, config.hiddenSize);
  const complete = { ...defaults, ...given } as CompleteBertConfig;
  requireFields(complete);
  return complete;
}

function requireFields(config: CompleteBertConfig): void {
  const { innerSize, tokenTypes, activation, normEpsilon, initializerRange, dropout, paddingId, vocabularySize } = config;
  requireWhole("config.innerSize", innerSize);
  requireWhole("config.tokenTypes", tokenTypes);
  if (!ACTIVATIONS.includes(activation)) {
    throw new RangeError(`config.activation is ${JSON.stringify(activation)}: expected one of ${ACTIVATIONS.join(", ")}`);
  }
  if (!(normEpsilon > 0 && normEpsilon < Infinity)) {
    throw new RangeError(`config.normEpsilon is ${normEpsilon}: expected a small positive number such as 1e-12`);
  }
  if (!(initializerRange > 0 && initializerRange < Infinity)) {
    throw new RangeError(`config.initializerRange is ${initializerRange}: expected a small positive number such as 0.02`);
  }
  if (!(dropout >= 0 && dropout < 1)) throw new RangeError(`config.dropout is ${dropout}: expected a share in [0, 1)`);
  if (paddingId === null) return;
  requireWhole("config.paddingId", paddingId, 0);
  if (paddingId >= vocabularySize) {
    throw new RangeError(`config.paddingId is ${paddingId}: the vocabulary has the ids 0 to ${vocabularySize - 1}`);
  }
}
