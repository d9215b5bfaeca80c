export { longestMatchFirst } from "./longestMatchFirst";
export { trainWordPiece, type WordPieceTrainingOptions } from "./trainWordPiece";
export { WordPieceModel, type WordPieceParts, type WordPieceSettings } from "./wordPieceModel";
export { BERT_SPECIAL_TOKENS, WordPieceTokenizer, type WordPieceOptions } from "./wordPieceTokenizer";
