export * from "./greedy";
export * from "./temperature";
export * from "./topK";
export { probabilities } from "./probabilities";
export * from "./sample";
export * from "./samplingStep";
export * from "./languageModel";
export type { GenerateOptions } from "./options";
export * from "./generate";
