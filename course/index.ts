export * from "./exercises/checkWriting";
export { check, hint, mine } from "./exercises/learner";
export type { LearnerParts } from "./exercises/types";
export { shouldSee, steps } from "./lesson";
