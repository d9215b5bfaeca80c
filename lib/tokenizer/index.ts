export * from "./tokenizer";
export { CharTokenizer, UNKNOWN_CHARACTER } from "./charTokenizer";
export * from "./files";
