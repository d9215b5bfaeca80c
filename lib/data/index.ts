export * from "./corpus";
export { embeddedCorpus } from "./embeddedCorpus";
export * from "./storyLikelihood";
export { loadTinyShakespeare } from "./tinyShakespeare";
export * from "./contextSentences";
