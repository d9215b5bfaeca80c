export * from "./corpus";
export { embeddedCorpus } from "./embeddedCorpus";
