export { accuracy, type ClassificationScores, classificationScores } from "./classification";
export { type PrecisionRecall } from "./counts";
export { entitiesOf, type Entity, type EntityScores, entityScores } from "./entities";
export { answerF1, type AnswerScores, answerScores, exactMatch, normalizeAnswer } from "./answers";
