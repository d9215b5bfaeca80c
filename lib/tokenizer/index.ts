export * from "./tokenizer";
export { CharTokenizer } from "./charTokenizer";
export { UNKNOWN_CHARACTER } from "./codePoints";
export * from "./files";
