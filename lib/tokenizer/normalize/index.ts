export { AlignedText, applyEdits, type Edit } from "./alignedText";
export { cjkSpacing } from "./cjkSpacing";
export { cleanForTranslation, cleanText } from "./cleanText";
export { lowercase } from "./lowercase";
export * from "./normalizer";
export { strip } from "./strip";
export { stripAccents, stripNonspacingMarks } from "./stripAccents";
export { unicodeForm, type UnicodeForm } from "./unicodeForm";
