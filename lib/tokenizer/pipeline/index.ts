export { decodeTokens, type Decoder } from "./decoder";
export { countCharacters, countPieces } from "./countPieces";
export { PipelineTokenizer, type TokenizerParts } from "./pipelineTokenizer";
export type { ModelToken, SubwordModel } from "./subwordModel";
