export * from "./corpus";
export { embeddedCorpus } from "./embeddedCorpus";
export { loadTinyShakespeare } from "./tinyShakespeare";
export * from "./contextSentences";
