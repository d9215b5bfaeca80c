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
export { encoderMask } from "./encoderMask";
export type { BertInputs, InputTensors } from "./inputs";
export { maskedTokenLoss, NOT_COUNTED, spanLoss } from "./losses";
export { type AnyBert, openBert } from "./openBert";
export type { BertParts } from "./parts";
export { firstTokenPooling, meanPooling } from "./pooling";
export type { FromPretrainedOptions } from "./pretrained";
