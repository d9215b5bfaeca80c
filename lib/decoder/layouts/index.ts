export { fromHuggingFaceConfig, layoutFor, readLayout, toHuggingFaceConfig } from "./huggingFaceConfig";
export type { Layout } from "./layout";
