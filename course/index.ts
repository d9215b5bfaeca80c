export * from "./exercises/checkWriting";
export { check, hint, mine } from "./exercises/learner";
export { compare, progress, reset } from "./exercises/learnerTools";
export type { LearnerParts } from "./exercises/types";
export { shouldSee, steps } from "./lesson";
