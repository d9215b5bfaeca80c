export * from "./tensor";
export * from "./embedding";
export * from "./attention";
export * from "./decoder";
export * from "./training";
