export { WordModel } from "./wordModel";
export { WordTokenizer, type WordTrainingOptions } from "./wordTokenizer";
