import { allDocumentPatterns } from "./documents";
import { questionPatterns } from "./passageQuestions";
import { wordsOf } from "./pattern";

/** All words of the mini-language, sorted: those of documents, which the tasks have too, and those of questions. */
export function miniVocabulary(): string[] {
  return wordsOf([...allDocumentPatterns(), ...questionPatterns()]);
}
