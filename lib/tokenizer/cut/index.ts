export { bertPieces } from "./bertPieces";
export { META_SPACE, METASPACE, type Metaspace } from "./metaspace";
export { cutText, type PreTokenizer } from "./preTokenizer";
export { whitespacePieces, wordAndSignPieces } from "./whitespacePieces";
export type { Span } from "../codePointRanges";
