export { Embedding, embedding } from "./embedding";
