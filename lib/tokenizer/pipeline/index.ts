export { decodeTokens, type Decoder } from "./decoder";
export { countCharacters, countPieces } from "./countPieces";
export { PipelineTokenizer } from "./pipelineTokenizer";
export type { TokenizerParts } from "./stages";
export type { ModelToken, SubwordModel } from "./subwordModel";
