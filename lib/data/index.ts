export { analogyCorpus, type AnalogyCorpus } from "./analogyCorpus";
export type { AnalogyKind } from "./analogyWords";
export * from "./corpus";
export { embeddedCorpus } from "./embeddedCorpus";
export * from "./storyLikelihood";
export { loadTinyShakespeare } from "./tinyShakespeare";
export * from "./contextSentences";
export * from "./miniEnglish";
