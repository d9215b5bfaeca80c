export { Bert, type BertOptions, type BertOutput } from "./bert";
export { BertForMaskedLM, type MaskedTokenOutput } from "./bertForMaskedLM";
export { BertForNextSentencePrediction, type NextSentenceOutput } from "./bertForNextSentencePrediction";
export { BertForPreTraining, type PretrainingOutput, type PretrainingTargets } from "./bertForPreTraining";
export { type AnswerOutput, BertForQuestionAnswering } from "./bertForQuestionAnswering";
export {
  BertForSequenceClassification, type ClassificationOptions, type ClassificationOutput,
} from "./bertForSequenceClassification";
export { BertForTokenClassification } from "./bertForTokenClassification";
export { BertWithHead } from "./bertWithHead";
export { EncoderBlock } from "./block";
export type { BertConfig, CompleteBertConfig } from "./config";
export { type EncodedText, type EncoderInputOptions, encoderInputs } from "./encoderInputs";
export { encoderMask } from "./encoderMask";
export type { BertInputs, InputTensors } from "./inputs";
export { maskedTokenLoss, NOT_COUNTED, spanLoss } from "./losses";
export { drawMasking, type MaskedText, type MaskingDraws, maskTokens } from "./masking";
export { type MaskingVocabulary, maskingVocabulary } from "./maskingVocabulary";
export { drawPairs, type NextSentencePair, nextSentencePairs, type PairDraw } from "./nextSentence";
export { type AnyBert, openBert } from "./openBert";
export type { BertParts } from "./parts";
export { firstTokenPooling, meanPooling } from "./pooling";
export { maskedBatch, type MaskedBatchOptions, pretrainingBatch, type PretrainingExample } from "./pretrainingBatch";
export type { FromPretrainedOptions } from "./pretrained";
export { segmentTypes } from "./segmentTypes";
export { bestSpan, spanText, tokenSpan, type TokenSpan } from "./spans";
export { sequenceTargets, spanTargets, tokenTargets } from "./targets";
