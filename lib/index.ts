export * from "./tensor";
export * from "./embedding";
export * from "./attention";
export * from "./decoder";
export * from "./sampling";
export * from "./tokenizer";
export * from "./training";
export * from "./plot";
