/** What the author of a lesson's checks needs; checks import it from "byhand-course". */
export { type Answer, gradientCheck, type GradientPlan, type Mistake, type Plan, randomIds, randomTensor, valueCheck }
  from "./checking";
export { isPlainTensor, plain } from "./plain";
export { plainFunction } from "./plainFunction";
export type { Check, Handle, PlainTensor, PlainValue, Policy, TeacherNotes } from "./types";
