export { encodeBatch, type TextOrPair } from "./encodeBatch";
export { emptyEncoding, joinEncodings, pushToken, sliceEncoding, type EncodedToken, type Encoding } from "./encoding";
export { pad, type Padding } from "./padding";
export {
  applyTemplate, BERT_TEMPLATE, parseTemplateText, PLAIN_TEMPLATE, type TemplatePiece, type TemplateText, type TextTemplate,
} from "./template";
export { unknownShare } from "./unknownShare";
export { trimOffsets, type Trimming } from "./trimOffsets";
export { truncate, type Truncation } from "./truncation";
