export * from "./tokenizer";
export { CharTokenizer } from "./charTokenizer";
export * from "./bpe";
export * from "./normalize";
export * from "./cut";
export type { SpecialTokenPolicy } from "./specialTokens";
export { UNKNOWN_CHARACTER } from "./codePoints";
export * from "./files";
export { TextStream } from "./textStream";
