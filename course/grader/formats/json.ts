import { jsonText, perSubmission } from "./format";

/** All that is known about a submission, for its teacher: hidden checks and the seed stand in it. */
export const json = perSubmission("json", "verdict.json", jsonText);
