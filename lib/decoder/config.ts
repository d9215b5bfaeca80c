import { onlyGiven } from "../system/onlyGiven";
import { requireDivisor, requireWhole } from "../tensor/checks";

/** The shape of a GPT: sizes, and the choices by which GPT-2, Llama, Mistral and Gemma differ. GPT-2's are the defaults. */
export interface GPTConfig {
  vocabularySize: number;
  /** the longest text it can see, in tokens */
  contextLength: number;
  hiddenSize: number;
  layers: number;
  /** query heads in each layer; must divide hiddenSize where headSize is not given */
  heads: number;
  /** key and value heads, each shared by heads / keyValueHeads query heads; `heads` unless told otherwise, 1: multi-query */
  keyValueHeads?: number;
  /** features of one head; hiddenSize / heads unless told otherwise */
  headSize?: number;
  /** features inside the feed-forward layer; 4 · hiddenSize unless told otherwise */
  innerSize?: number;
  /** its activation; "swiglu" and "geglu" are gated by SiLU and GELU; "gelu" unless told otherwise */
  feedForward?: "gelu" | "relu" | "swiglu" | "geglu";
  /** layer norm, root mean square norm or none at all; "layer" unless told otherwise */
  norm?: "layer" | "rms" | "none";
  /** before each sublayer, or after its sum with the residual stream; "pre" unless told otherwise */
  normPlacement?: "pre" | "post";
  /** 1e-5 unless told otherwise */
  normEpsilon?: number;
  /** whether each sublayer's output is added to its input; true unless told otherwise, false to see why it must be */
  residual?: boolean;
  /** how a token learns where it stands; "learned" unless told otherwise */
  positions?: "learned" | "sinusoidal" | "rotary" | "none";
  /** the base of the rotations' wavelengths, the larger the slower they turn; 10 000 unless told otherwise */
  rotaryBase?: number;
  /** how many positions a query can look at, its own among them; null, the whole context, unless told otherwise */
  slidingWindow?: number | null;
  /** whether linear maps and layer norms have biases; true unless told otherwise */
  biases?: boolean;
  /** whether the unembedding is the token embedding; true unless told otherwise */
  tiedEmbeddings?: boolean;
  /** what token embeddings are multiplied by; 1 unless told otherwise, √hiddenSize in Gemma */
  embeddingScale?: number;
  /** share of features dropped while training, 0 unless told otherwise */
  dropout?: number;
}

/** A configuration with every field filled in. */
export type CompleteGPTConfig = Required<GPTConfig>;

const CHOICES = {
  feedForward: ["gelu", "relu", "swiglu", "geglu"],
  norm: ["layer", "rms", "none"],
  normPlacement: ["pre", "post"],
  positions: ["learned", "sinusoidal", "rotary", "none"],
  residual: [true, false],
  biases: [true, false],
  tiedEmbeddings: [true, false],
} as const;

/**
 * Fills in the defaults.
 * @throws RangeError, TypeError naming the field that no model can have, or the two that contradict each other.
 */
export function completeConfig(config: GPTConfig): CompleteGPTConfig {
  if (typeof config !== "object" || config === null) {
    throw new TypeError(`config is ${config}: expected the sizes of a GPT, { vocabularySize, contextLength, hiddenSize, … }`);
  }
  const given = onlyGiven(config);
  const defaults = {
    keyValueHeads: config.heads,
    headSize: config.hiddenSize / config.heads,
    innerSize: 4 * config.hiddenSize,
    feedForward: "gelu",
    norm: "layer",
    normPlacement: "pre",
    normEpsilon: 1e-5,
    residual: true,
    positions: "learned",
    rotaryBase: 10_000,
    slidingWindow: null,
    biases: true,
    tiedEmbeddings: true,
    embeddingScale: 1,
    dropout: 0,
  } satisfies Partial<GPTConfig>;
  const sizes = ["vocabularySize", "contextLength", "hiddenSize", "layers", "heads"] as const;
  const known = [...sizes, ...Object.keys(defaults)];
  for (const field of Object.keys(given)) {
    if (!known.includes(field)) throw new TypeError(`config.${field} is no field of a GPT: it has ${known.join(", ")}`);
  }
  for (const field of sizes) requireWhole(`config.${field}`, config[field]);
  if (config.headSize === undefined) requireDivisor("config.heads", config.heads, config.hiddenSize);
  const complete = { ...defaults, ...given } as CompleteGPTConfig;
  requireFields(complete);
  requireAgreement(complete);
  return complete;
}

/** Each field alone. */
function requireFields(config: CompleteGPTConfig): void {
  for (const [field, choices] of Object.entries(CHOICES)) {
    const value = config[field as keyof typeof CHOICES];
    if ((choices as readonly unknown[]).includes(value)) continue;
    const expected = choices.map((choice) => JSON.stringify(choice)).join(", ");
    throw new RangeError(`config.${field} is ${JSON.stringify(value)}: expected one of ${expected}`);
  }
  for (const field of ["keyValueHeads", "headSize", "innerSize"] as const) requireWhole(`config.${field}`, config[field]);
  if (config.slidingWindow !== null) requireWhole("config.slidingWindow", config.slidingWindow);
  const { dropout, normEpsilon, rotaryBase, embeddingScale } = config;
  if (!(dropout >= 0 && dropout < 1)) throw new RangeError(`config.dropout is ${dropout}: expected a share in [0, 1)`);
  if (!(normEpsilon > 0 && normEpsilon < Infinity)) {
    throw new RangeError(`config.normEpsilon is ${normEpsilon}: expected a small positive number such as 1e-5`);
  }
  if (!(rotaryBase > 1 && rotaryBase < Infinity)) {
    throw new RangeError(`config.rotaryBase is ${rotaryBase}: expected a number above 1, such as 10000`);
  }
  if (!(embeddingScale > 0 && embeddingScale < Infinity)) {
    throw new RangeError(`config.embeddingScale is ${embeddingScale}: expected a positive number, 1 for no scaling`);
  }
}

/** The fields together. */
function requireAgreement(config: CompleteGPTConfig): void {
  const { heads, keyValueHeads, headSize, hiddenSize, positions, residual, normPlacement } = config;
  requireDivisor("config.keyValueHeads", keyValueHeads, heads, "config.heads");
  if (positions === "rotary" && headSize % 2 !== 0) {
    throw new RangeError(`config.headSize is ${headSize}: rotary positions turn pairs of features, so it must be even`);
  }
  if (positions === "sinusoidal" && hiddenSize % 2 !== 0) {
    throw new RangeError(`config.hiddenSize is ${hiddenSize}: sinusoidal positions need an even number, a sine and a cosine each`);
  }
  if (!residual && normPlacement === "post") {
    throw new RangeError(
      'config.residual is false but config.normPlacement is "post", which normalizes the sum with the residual stream: ' +
        'there is none; take normPlacement: "pre"',
    );
  }
}
