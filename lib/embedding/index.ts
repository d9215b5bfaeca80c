export { embedding } from "./embedding";
