export type { DrawOptions } from "./examples";
export { miniDocuments } from "./documents";
export { miniVocabulary } from "./vocabulary";
export { type BlankWords, fillIn } from "./fillIn";
export { type MaskingRates, type PretrainingFloor, pretrainingFloor, type PretrainingText } from "./pretrainingFloor";
export { type SentimentExample, sentimentCeiling, sentimentExamples, SENTIMENTS } from "./sentiment";
export { inferenceCeiling, type InferenceExample, inferenceExamples, INFERENCES } from "./inference";
export { NAME_TAGS, taggedSentences, type TaggedSentence, taggingCeiling } from "./taggedSentences";
export { type PassageQuestion, passageQuestions, questionCeiling } from "./passageQuestions";
